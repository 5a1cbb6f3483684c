# Shortcuts for the commands people know. CONTRIBUTING.md lists the direct forms.
.PHONY: demo test release playground asan tsan bench setup setup-tests portable format lint clean

demo: release
	build/release/crescent tutorial --out out/tutorial
	@echo "Open out/tutorial/index.html in a browser."

release: setup
	cmake --preset release
	cmake --build --preset release

# The page into web/dist; what is built after it has the page in the command.
playground:
	tools/setup build playground
	cmake --preset wasm
	cmake --build --preset wasm
	cd web && npm run --silent build

test: setup-tests playground
	cmake --preset dev
	cmake --build --preset dev
	ctest --preset dev

asan: setup-tests
	cmake --preset asan
	cmake --build --preset asan
	ctest --preset asan

tsan: setup-tests
	cmake --preset tsan
	cmake --build --preset tsan
	ctest --preset tsan

# Peers, workloads and ceilings: writes bench/results/ and the tables of docs/benchmarks.md.
bench:
	tools/setup build bench
	cmake --preset bench -DCRESCENT_BUILD_CLI=OFF
	cmake --build --preset bench
	build/peers/bin/python bench/run.py $(if $(MNIST),--mnist $(MNIST))

setup:
	tools/setup build

setup-tests:
	tools/setup build test

# The kernels for 64-bit Arm and WebAssembly: compiled, not run.
portable:
	tools/setup build cross
	tools/check_targets

format:
	git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 -i
	cd web && npm run --silent format

lint:
	tools/setup build test lint
	cmake --preset lint
	tools/lint build/lint

clean:
	rm -rf build out
