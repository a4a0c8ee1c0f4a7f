// Playing by hand: the letters of the computer keyboard, or a MIDI keyboard, sound on the selected instrument track.
import { t } from '@tonmeister/ui'
import { noteTrack } from '../commands/notes.ts'
import type { Session } from './session.ts'

/** Places of the keyboard, whatever is written on them: C to F, a step each. */
const PLACES = [
  'KeyA',
  'KeyW',
  'KeyS',
  'KeyE',
  'KeyD',
  'KeyF',
  'KeyT',
  'KeyG',
  'KeyY',
  'KeyH',
  'KeyU',
  'KeyJ',
  'KeyK',
  'KeyO',
  'KeyL',
  'KeyP',
  'Semicolon',
  'Quote',
]
/** Keys that stay shortcuts while letters play. */
const SHORTCUTS = /^(Space|Enter|Delete|Backspace|Tab|Arrow\w+|Home|End|Page\w+|F\d+)$/
const VELOCITY_STEP = 20

class Typing {
  on = false
  /** MIDI number of the lowest key. */
  base = 60
  /** 1 to 127. */
  velocity = 100
  midi: MIDIAccess | null = null
  /** What sounds: by the place of a key, or 'midi' and its number. */
  private readonly held = new Map<string, { readonly strip: string; readonly key: number }>()
  constructor(private readonly s: Session) {}

  toggle(): void {
    this.on = !this.on
    this.allOff()
    for (const [target, type, listener] of [
      [window, 'keydown', this.down],
      [window, 'keyup', this.up],
      [window, 'blur', this.allOff],
    ] as const)
      if (this.on) target.addEventListener(type, listener as EventListener, true)
      else target.removeEventListener(type, listener as EventListener, true)
    this.s.changed()
  }
  private start(id: string, key: number, velocity: number): void {
    const strip = noteTrack(this.s)?.strip
    if (!strip || key < 0 || key > 127) return
    this.end(id)
    this.held.set(id, { strip, key })
    this.s.host.note(strip, key, velocity / 127)
  }
  private end(id: string): void {
    const sounding = this.held.get(id)
    if (!sounding) return
    this.held.delete(id)
    this.s.host.note(sounding.strip, sounding.key, 0)
  }
  /** Nothing may hang when the window loses the keys. */
  allOff = (): void => {
    for (const id of [...this.held.keys()]) this.end(id)
  }
  private readonly down = (e: KeyboardEvent): void => {
    const target = e.target as HTMLElement
    if (e.isComposing || target.closest?.('input:not([type=range]), textarea, select, [contenteditable], [role=dialog], [role=menu]'))
      return
    if (e.ctrlKey || e.metaKey || e.altKey || SHORTCUTS.test(e.code)) return
    if (e.code === 'Escape') this.toggle()
    else if (e.repeat) {
      // A key that is held sounds once.
    } else if (e.code === 'KeyZ' || e.code === 'KeyX') {
      this.base = Math.min(108, Math.max(0, this.base + (e.code === 'KeyX' ? 12 : -12)))
      this.s.changed()
    } else if (e.code === 'KeyC' || e.code === 'KeyV') {
      this.velocity = Math.min(127, Math.max(7, this.velocity + (e.code === 'KeyV' ? VELOCITY_STEP : -VELOCITY_STEP)))
      this.s.changed()
    } else {
      const step = PLACES.indexOf(e.code)
      if (step >= 0) this.start(e.code, this.base + step, this.velocity)
    }
    e.preventDefault()
    e.stopImmediatePropagation()
  }
  private readonly up = (e: KeyboardEvent): void => this.end(e.code)

  // ── MIDI ──────────────────────────────────────────────────────────────────

  /** Asks the browser for MIDI keyboards, or lets go of them. Asked only when a person wants it. */
  async toggleMidi(): Promise<void> {
    if (this.midi) {
      for (const input of this.midi.inputs.values()) input.onmidimessage = null
      this.midi.onstatechange = null
      this.midi = null
      this.allOff()
      this.s.changed()
      return
    }
    if (!navigator.requestMIDIAccess) {
      this.s.notify(
        t('This browser knows no MIDI keyboards. Nothing was changed. Use Chrome, Edge or Firefox, or the computer keyboard.'),
        true,
      )
      return
    }
    try {
      this.midi = await navigator.requestMIDIAccess()
    } catch {
      this.s.notify(
        t(
          'The browser does not allow MIDI keyboards here. Nothing was changed. Click the icon left of the address, allow MIDI, then choose it again.',
        ),
        true,
      )
      return
    }
    const listen = () => {
      for (const input of this.midi?.inputs.values() ?? []) input.onmidimessage = this.hear
    }
    listen()
    this.midi.onstatechange = () => {
      listen()
      // A keyboard that was pulled out sends no ends.
      this.allOff()
      this.s.changed()
    }
    const count = this.midi.inputs.size
    this.s.notify(
      count
        ? t('{count, plural, one {One MIDI keyboard plays} other {# MIDI keyboards play}} the selected instrument track.', { count })
        : t('No MIDI keyboard is connected. It plays the selected instrument track as soon as one is.'),
    )
    this.s.changed()
  }
  private readonly hear = ({ data }: MIDIMessageEvent): void => {
    const [status = 0, key = 0, velocity = 0] = data ?? []
    if ((status & 0xf0) === 0x90 && velocity > 0) this.start(`midi ${key}`, key, velocity)
    else if ((status & 0xf0) === 0x80 || (status & 0xf0) === 0x90) this.end(`midi ${key}`)
  }
}
const typings = new WeakMap<Session, Typing>()
export function typingOf(s: Session): Typing {
  let typing = typings.get(s)
  if (!typing) typings.set(s, (typing = new Typing(s)))
  return typing
}
