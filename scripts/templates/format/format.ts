// Template Name: a text format with one note a line, to be replaced by the real one.
// First line 'template-name 1'; then 'note TICKS LENGTH KEY VELOCITY' (26 880 ticks per quarter), in any order. Other lines are reported as losses.
import type { Rec } from '@tonmeister/project'
import { FormatError } from '../error.ts'
import { defineFormat, type Loss } from '../format.ts'

const HEAD = 'template-name 1'
/** More than anybody writes by hand: a hostile file is refused before it is taken apart. */
const BYTES_MAX = 2 ** 24

export default defineFormat({
  id: 'template-name',
  name: 'Template Name',
  extensions: ['template-name'],
  sniff: (head) => [...HEAD].every((letter, i) => head[i] === letter.charCodeAt(0)),
  read(bytes, { name, instrumentFor, mainDevices = [] }) {
    if (bytes.length > BYTES_MAX) throw new FormatError('too-large', `${name} is larger than 16 MiB.`, { hint: 'Is it the right file?' })
    const [head, ...lines] = new TextDecoder('utf-8').decode(bytes).split(/\r?\n/)
    if (head !== HEAD) throw new FormatError('not-this-format', `${name} does not begin with '${HEAD}'.`, { hint: 'Is it the right file?' })
    const notes: Rec[] = []
    const losses: Loss[] = []
    let length = 0
    lines.forEach((line, i) => {
      if (!line.trim()) return
      const [, at, long, key, velocity] = /^note (\d{1,12}) (\d{1,12}) (\d{1,3}) (\d{1,3})$/.exec(line)?.map(Number) ?? []
      if (
        at === undefined ||
        long === undefined ||
        key === undefined ||
        velocity === undefined ||
        key > 127 ||
        velocity < 1 ||
        velocity > 127
      ) {
        losses.push({ at: `line ${i + 2}`, what: `'${line.slice(0, 60)}' is not a note` })
        return
      }
      notes.push({ id: `note-${i}`, type: 'note', clip: 'clip', at, length: Math.max(1, long), key, velocity })
      length = Math.max(length, at + long)
    })
    const strip = { type: 'strip', color: 1, gain: 0, pan: 0, mute: false, solo: false, output: null }
    const instrument = instrumentFor(0, 0)
    const device = (id: string, on: string, order: string, { device: kind, version, params = {} }: typeof instrument): Rec => ({
      id,
      type: 'device',
      strip: on,
      order,
      device: kind,
      version,
      enabled: true,
      ...Object.fromEntries(Object.entries(params).map(([param, value]) => [`p.${param}`, value])),
    })
    const records: Rec[] = [
      { id: 'project', type: 'project', name, sampleRate: 48_000, timecodeRate: '25', timecodeStart: 0 },
      { id: 'main', kind: 'main', order: 'b', name: 'Main', ...strip },
      ...mainDevices.map((each, i) => device(`main-${i}`, 'main', `a${i}`, each)),
      { id: 'strip', kind: 'track', order: 'a', name, ...strip, output: 'main' },
      device('instrument', 'strip', 'a', instrument),
      { id: 'track', type: 'track', order: 'a', name, color: 1, strip: 'strip' },
      {
        id: 'clip',
        type: 'clip',
        kind: 'notes',
        track: 'track',
        order: 'a',
        anchor: 'ticks',
        at: 0,
        length: Math.max(1, length),
        name,
        from: 0,
      },
      ...notes,
    ]
    return { records, losses }
  },
})
