// Written by scripts/catalog.ts: edit the folders it lists instead.
import export_ from '../dialogs/export.tsx'
import keys from '../dialogs/keys.tsx'
import palette from '../dialogs/palette.tsx'
import quantise from '../dialogs/quantise.tsx'
import renameClips from '../dialogs/rename-clips.tsx'
import repeat from '../dialogs/repeat.tsx'
import settings from '../dialogs/settings.tsx'
import shortcuts from '../dialogs/shortcuts.tsx'
import start from '../dialogs/start.tsx'
import storage from '../dialogs/storage.tsx'
import versions from '../dialogs/versions.tsx'
import workspace from '../dialogs/workspace.tsx'

export const dialogs = {
  'export': export_,
  'keys': keys,
  'palette': palette,
  'quantise': quantise,
  'rename-clips': renameClips,
  'repeat': repeat,
  'settings': settings,
  'shortcuts': shortcuts,
  'start': start,
  'storage': storage,
  'versions': versions,
  'workspace': workspace,
} as const
