// Written by scripts/catalog.ts: edit the folders it lists instead.
import automate from '../dialogs/automate.tsx'
import export_ from '../dialogs/export.tsx'
import keys from '../dialogs/keys.tsx'
import markers from '../dialogs/markers.tsx'
import palette from '../dialogs/palette.tsx'
import quantise from '../dialogs/quantise.tsx'
import renameClips from '../dialogs/rename-clips.tsx'
import repeat from '../dialogs/repeat.tsx'
import settings from '../dialogs/settings.tsx'
import shortcuts from '../dialogs/shortcuts.tsx'
import start from '../dialogs/start.tsx'
import storage from '../dialogs/storage.tsx'
import tempos from '../dialogs/tempos.tsx'
import track from '../dialogs/track.tsx'
import versions from '../dialogs/versions.tsx'
import workspace from '../dialogs/workspace.tsx'

export const dialogs = {
  'automate': automate,
  'export': export_,
  'keys': keys,
  'markers': markers,
  'palette': palette,
  'quantise': quantise,
  'rename-clips': renameClips,
  'repeat': repeat,
  'settings': settings,
  'shortcuts': shortcuts,
  'start': start,
  'storage': storage,
  'tempos': tempos,
  'track': track,
  'versions': versions,
  'workspace': workspace,
} as const
