#pragma once

namespace CLI {
class App;
}

// One function a sub-command, each in the file of its name; it adds the sub-command to `app`, which
// runs it when the command line has been read.
namespace crescent::cli {

void add_tutorial(CLI::App& app);
void add_describe(CLI::App& app);
void add_pack(CLI::App& app);
void add_train(CLI::App& app);
void add_predict(CLI::App& app);
void add_evaluate(CLI::App& app);
void add_cv(CLI::App& app);
void add_sweep(CLI::App& app);
void add_tune(CLI::App& app);
void add_export(CLI::App& app);
void add_inspect(CLI::App& app);
void add_generate(CLI::App& app);
void add_plot(CLI::App& app);
void add_explain(CLI::App& app);
void add_gradcheck(CLI::App& app);
void add_engines(CLI::App& app);
void add_playground(CLI::App& app);
void add_completion(CLI::App& app);

}  // namespace crescent::cli
