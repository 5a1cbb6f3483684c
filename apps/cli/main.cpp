#include <cstdio>

int main() { std::puts("crescent"); }
