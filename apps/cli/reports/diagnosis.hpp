#pragma once

#include <string>
#include <vector>

#include <crescent/reference/architecture.hpp>
#include <crescent/train/diagnose.hpp>

namespace crescent::cli {

/// What is wrong with a trained network and what to do, a sentence each, without their full stops.
std::vector<std::string> to_sentences(const train::Diagnosis& diagnosis,
                                      const reference::Architecture& architecture);

}  // namespace crescent::cli
