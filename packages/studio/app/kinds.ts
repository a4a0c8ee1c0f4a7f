// What members of the studio's open sets must say: commands, panels, dialogs. Each is a file in a folder of its name.
import type { ComponentType } from 'react'
import type { Session } from './session.ts'

/** Where the person is working: the same key may mean one thing there and another elsewhere. 'window' is everywhere. */
export type Where = 'window' | 'arrangement' | 'tracks' | 'timeline' | 'automation' | 'mixer' | 'devices' | 'notes' | 'clip'
export const GROUPS = ['File', 'Edit', 'Clip', 'Track', 'Timeline', 'Play', 'Mixer', 'Device', 'Notes', 'View', 'Help'] as const

export interface Command {
  /** Never changes: own shortcuts are kept under it. */
  readonly id: string
  readonly title: string
  readonly group: (typeof GROUPS)[number]
  /** Default keys by what is written on them: 'Ctrl+Shift+Z', 'Space', 'L' … Modifiers in the order Ctrl, Alt, Shift. */
  readonly keys?: readonly string[]
  /** Where its keys count; everywhere when missing. Keys of a place come before those of the window. */
  readonly where?: Where
  /** May it run now? */
  readonly when?: (s: Session) => boolean
  /** Is what it switches on? Shown as a tick, spoken as pressed. */
  readonly on?: (s: Session) => boolean
  readonly run: (s: Session) => void
}
/** A file of commands gives a list, in the order of menus; null draws a divider. */
export type Commands = readonly (Command | null)[]

export type Place = 'side' | 'dock' | 'right'
export interface Panel {
  /** File name. */
  readonly id: string
  readonly title: string
  readonly place: Place
  /** Tabs stand by this, then by id. */
  readonly order: number
  readonly view: ComponentType
}

export interface DialogProps {
  readonly s: Session
  /** Set while work runs that decides itself when its dialog may go. */
  readonly busy: { current: boolean }
}
export interface DialogKind {
  /** File name. */
  readonly id: string
  readonly view: ComponentType<DialogProps>
}
