// Routing, order, delay compensation, lane grouping, transport: a project in, sound out.
export { type Catalog, type CompileOptions, Compiler, compile, type Records } from './compile.ts'
export { valueAt } from './curve.ts'
export { OFFLINE_CHUNK, type OfflineBlock, type OfflineOptions, offlineLength, renderOffline } from './offline.ts'
export type { Curve, Plan, PlanAsset, PlanNode, PlanStrip, Problem, Span } from './plan.ts'
export { READINGS_BYTES, Readings, readingLayout, WAVE_FRAMES } from './readings.ts'
export { panLeft, QUANTUM, Renderer, type RendererOptions, type Team } from './renderer.ts'
export type { OpenSource } from './source.ts'
export { joinTeam, Stopped, TEAM_BYTES } from './team.ts'
