// Written by scripts/catalog.ts: edit the folders it lists instead.
import browser from '../panels/browser.tsx'
import clip from '../panels/clip.tsx'
import devices from '../panels/devices.tsx'
import history from '../panels/history.tsx'
import inspector from '../panels/inspector.tsx'
import media from '../panels/media.tsx'
import mixer from '../panels/mixer.tsx'
import monitor from '../panels/monitor.tsx'
import notes from '../panels/notes.tsx'

export const panels = {
  'browser': browser,
  'clip': clip,
  'devices': devices,
  'history': history,
  'inspector': inspector,
  'media': media,
  'mixer': mixer,
  'monitor': monitor,
  'notes': notes,
} as const
