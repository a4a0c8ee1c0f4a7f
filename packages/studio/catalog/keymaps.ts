// Written by scripts/catalog.ts: edit the folders it lists instead.
import flStudio from '../keymaps/fl-studio.ts'
import live from '../keymaps/live.ts'
import logic from '../keymaps/logic.ts'
import proTools from '../keymaps/pro-tools.ts'
import reaper from '../keymaps/reaper.ts'
import tonmeister from '../keymaps/tonmeister.ts'

export const keymaps = {
  'fl-studio': flStudio,
  'live': live,
  'logic': logic,
  'pro-tools': proTools,
  'reaper': reaper,
  'tonmeister': tonmeister,
} as const
