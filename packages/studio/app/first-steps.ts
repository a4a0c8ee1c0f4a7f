// First steps: what somebody new has really done once, seen from the edits themselves. This person's, kept in this browser.
import { devices } from '@tonmeister/devices'
import type { Diff, Document } from '@tonmeister/project'
import { setSettings, settings } from './settings.ts'

export const STEPS = ['play', 'fader', 'instrument', 'note', 'import', 'split', 'export'] as const
export type Step = (typeof STEPS)[number]
interface Kept {
  readonly done: readonly Step[]
  readonly folded: boolean
  /** Never shown again. */
  readonly gone: boolean
}
/** Whatever was stored. */
function valid(stored: unknown): Kept {
  const { done, folded, gone } = (stored ?? {}) as { readonly [field in keyof Kept]?: unknown }
  return { done: Array.isArray(done) ? STEPS.filter((x) => done.includes(x)) : [], folded: folded === true, gone: gone === true }
}

export class FirstSteps {
  state: Kept = valid(settings().firstSteps)
  private stop: (() => void) | undefined
  constructor(private readonly changed: () => void) {}

  put(change: Partial<Kept>): void {
    this.state = { ...this.state, ...change }
    setSettings({ firstSteps: this.state })
    this.changed()
  }
  did(step: Step): void {
    if (!this.state.gone && !this.state.done.includes(step)) this.put({ done: [...this.state.done, step] })
  }
  /** Looks at another document from now on. */
  watch(document: Document): void {
    this.stop?.()
    this.stop = document.onChange((diff, origin) => {
      if (origin !== 'user' || this.state.gone || this.state.done.length === STEPS.length) return
      for (const step of stepsIn(diff, document)) this.did(step)
    })
  }
}
/** What a person's edit amounts to. */
export function stepsIn(diff: Diff, document: Pick<Document, 'get'>): Step[] {
  const found = new Set<Step>()
  const made = { track: 0, clip: 0, note: 0, asset: 0 }
  for (const [id, fields] of diff) {
    const record = document.get(id)
    if (!record) continue
    const isNew = fields.has('type')
    if (isNew && record.type in made) made[record.type as keyof typeof made]++
    if (isNew && record.type === 'device' && devices[String(record.device)]?.kind === 'instrument') found.add('instrument')
    if (!isNew && record.type === 'strip' && fields.has('gain')) found.add('fader')
    // A clip that begins where another one of its track has just been cut off.
    if (isNew && record.type === 'clip')
      for (const [other, changes] of diff) {
        const left = document.get(other)
        if (left?.type === 'clip' && left.track === record.track && !changes.has('type') && changes.has('length'))
          if (Number(left.at) + Number(left.length) === record.at) found.add('split')
      }
  }
  if (made.asset || (made.track && made.note)) {
    // What comes with a file was not drawn, and its instruments were not chosen.
    found.delete('instrument')
    found.add('import')
  } else if (made.note && !made.clip) found.add('note')
  return [...found]
}
