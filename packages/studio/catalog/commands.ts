// Written by scripts/catalog.ts: edit the folders it lists instead.
import application from '../commands/application.ts'
import automation from '../commands/automation.ts'
import clips from '../commands/clips.ts'
import devices from '../commands/devices.ts'
import edit from '../commands/edit.ts'
import file from '../commands/file.ts'
import grid from '../commands/grid.ts'
import help from '../commands/help.ts'
import keeping from '../commands/keeping.ts'
import mixer from '../commands/mixer.ts'
import notes from '../commands/notes.ts'
import play from '../commands/play.ts'
import report from '../commands/report.ts'
import timeline from '../commands/timeline.ts'
import tracks from '../commands/tracks.ts'
import typing from '../commands/typing.ts'
import view from '../commands/view.ts'
import wave from '../commands/wave.ts'

export const commands = {
  'application': application,
  'automation': automation,
  'clips': clips,
  'devices': devices,
  'edit': edit,
  'file': file,
  'grid': grid,
  'help': help,
  'keeping': keeping,
  'mixer': mixer,
  'notes': notes,
  'play': play,
  'report': report,
  'timeline': timeline,
  'tracks': tracks,
  'typing': typing,
  'view': view,
  'wave': wave,
} as const
