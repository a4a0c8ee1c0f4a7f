// Every command: menus, buttons, shortcuts, the palette and the cheat sheet come from this list. The files in commands/ say the rest.
import { named, word } from '@tonmeister/ui'
import { commands as files } from '../catalog/commands.ts'
import { type KeyChoice, type Keys, keyChoice, keysUnder, setKeyChoice } from './keys.ts'
import { type Command, type Commands, GROUPS, type Where } from './kinds.ts'
import type { Session } from './session.ts'
import { settings } from './settings.ts'

export type { Command } from './kinds.ts'

/** All of them, by group. */
export const COMMANDS: readonly Command[] = GROUPS.flatMap((group) => inGroup(group).filter((c) => c !== null))
/** The lines of a menu; null draws a divider. */
export function inGroup(group: Command['group']): Commands {
  const lines: (Command | null)[] = []
  for (const list of Object.values(files) as Commands[]) {
    const mine: (Command | null)[] = []
    // A divider stands between two commands of this group, wherever the file has others.
    for (const c of list)
      if (c === null) {
        if (mine.length && mine.at(-1)) mine.push(null)
      } else if (c.group === group) mine.push(c)
    if (!mine.at(-1)) mine.pop()
    if (mine.length) lines.push(...(lines.length ? [null] : []), ...mine)
  }
  return lines
}
const byId = new Map(COMMANDS.map((c) => [c.id, c]))
/** @throws for an id that no command has: a mistake in the program */
export function command(id: string): Command {
  const found = byId.get(id)
  if (!found) throw new Error(`there is no command '${id}'`)
  return found
}
export const allowed = (c: Command, s: Session): boolean => c.when?.(s) ?? true
export const titleOf = (c: Command): string => named(c.title)

let keys: Keys = keysUnder(COMMANDS, keyChoice())
/** Takes over what this person has chosen. */
export const chooseKeys = (choice: KeyChoice): void => {
  setKeyChoice(choice)
  keys = keysUnder(COMMANDS, choice)
}
/** The keys of a command, as this person has them. */
export const keysOf = (c: Command): readonly string[] => keys.get(c.id) ?? []

const mac = /Mac/.test(navigator.platform)
/** A shortcut as it is shown: 'Ctrl ⇧ Z'. */
export const shown = (key: string): string =>
  key === '+' || key.endsWith('++')
    ? `${key.slice(0, -1).split('+').map(keyName).join(' ')}+`.trim()
    : key.split('+').map(keyName).join(' ')
/** What is written on a key, in the person's language. */
const keyName = (key: string): string => {
  if (key === 'Ctrl') return mac ? '⌘' : named('Ctrl')
  const name = key === 'Delete' ? 'Del' : key.replace('Arrow', '')
  return KEYS.includes(name) ? named(name) : name
}
const KEYS: readonly string[] = [
  word('Ctrl'),
  word('Shift'),
  word('Space'),
  word('Enter'),
  word('Escape'),
  word('Backspace'),
  word('Del'),
  word('Insert'),
  word('Home'),
  word('End'),
  word('PageUp'),
  word('PageDown'),
  word('Up'),
  word('Down'),
  word('Left'),
  word('Right'),
]
/** A command's first shortcut as it is shown; '' without one. */
export const keyText = (c: Command): string => {
  const [first] = keysOf(c)
  return first === undefined ? '' : shown(first)
}

/** The shortcut of a key event, as written in the table. */
export function written(e: KeyboardEvent): string {
  const key = e.key === ' ' ? 'Space' : e.key.length === 1 ? e.key.toUpperCase() : e.key
  const symbol = e.key.length === 1 && !/[a-z0-9 ]/i.test(e.key)
  return `${e.ctrlKey || e.metaKey ? 'Ctrl+' : ''}${e.altKey ? 'Alt+' : ''}${e.shiftKey && !symbol ? 'Shift+' : ''}${key}`
}
/** Where the person works: the place that holds the focus, else the one that was used last. */
export function placeOf(target: EventTarget | null, s: Session): Where {
  const where = (target as HTMLElement | null)?.closest?.<HTMLElement>('[data-where]')?.dataset.where
  return (where as Where | undefined) ?? s.where
}
/** The command that a key means at a place: the place's own before the window's. @param s  one that may not run now leaves its key to the other */
export const commandFor = (key: string, where: Where, s?: Session): Command | undefined => {
  const has = (c: Command) => keysOf(c).includes(key) && (!s || allowed(c, s))
  return (
    COMMANDS.find((c) => c.where === where && where !== 'window' && has(c)) ??
    COMMANDS.find((c) => (c.where ?? 'window') === 'window' && has(c))
  )
}

/** Runs the command of a key, if it has one. Fields keep their keys; Space always plays. */
export function onKey(e: KeyboardEvent, s: Session): void {
  const target = e.target as HTMLElement
  if (e.isComposing || target.closest('input:not([type=range]), textarea, select, [contenteditable]')) return
  // One that is closing has no use for keys any more: what is pressed right after Escape is meant for the window.
  if (target.closest('[role=dialog]:not([data-closed]), [role=menu]:not([data-closed])')) return
  const key = written(e)
  if (key === 'Space' && settings().spaceActivates && target.closest('button, [role=button], [role=switch], a')) return
  if (key === 'Enter' && target.closest('button, [role=button], [role=option], [role=slider], [role=gridcell]')) return
  const place = placeOf(target, s)
  const found = commandFor(key, place, s) ?? commandFor(key, place)
  if (!found) return
  e.preventDefault()
  if (allowed(found, s)) found.run(s)
}
