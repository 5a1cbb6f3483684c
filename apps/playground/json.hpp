#pragma once

#include <span>

#include "boundary.hpp"
#include "calls.hpp"
#include "explanations.hpp"
#include "files.hpp"
#include "surface.hpp"
#include "views.hpp"

/// What a session holds, as web/src/engine/protocol.ts describes it.
namespace crescent::playground {

Json rows_of(const Matrix<double>& matrix);
Json list_of(const RowVector<double>& values);

Json choices_json();
Json configured_json(const Session& session, Change change);
Answer snapshot_answer(Desk& desk);
Json units_json(const std::vector<UnitDiagnosis>& units);
void put_space(Answer& answer, const std::vector<std::string>& path, const Space& space);
Json trace_json(const Trace& trace, const Session& session);
Json chain_json(const Chain& chain);
Json table_json(const TableInfo& info);

}  // namespace crescent::playground
