// First steps: a short list below the browser that ticks itself. It takes room of its own, so it covers nothing, and goes for ever when it is told to.
import { t } from '@tonmeister/ui'
import { Check, ChevronDown, Circle } from 'lucide-react'
import { COMMANDS, command, keyText } from '../app/commands.ts'
import { STEPS, type Step } from '../app/first-steps.ts'
import { PANELS } from '../app/panels.ts'
import { type Session, useSession } from '../app/session.ts'
import './first.css'

interface Line {
  readonly text: () => string
  readonly hint: () => string
  /** A command that is the step, or whose key belongs to it. */
  readonly command?: string
  /** Leads there; the step itself is the person's. */
  readonly run: (s: Session) => void
  readonly when?: () => boolean
}
/** Once what was brought to the front is drawn. */
const focusSoon = (selector: string) =>
  requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus()))
const runCommand = (id: string) => (s: Session) => command(id).run(s)

const LINES: Readonly<Record<Step, Line>> = {
  play: {
    text: () => t('Play the song'),
    hint: () => t('Space plays and stops.'),
    run: (s) => s.host.playing || s.togglePlay(),
  },
  fader: {
    text: () => t('Move a fader'),
    hint: () => t('Drag a cap in the mixer, or use the arrow keys on it.'),
    run: (s) => {
      s.layout.show('mixer')
      focusSoon('.strips .fm [role=slider]')
    },
  },
  instrument: {
    text: () => t('Add an instrument'),
    hint: () => t('Double-click one in the browser, or press Enter on it.'),
    run: (s) => {
      s.layout.show('browser')
      focusSoon('#browser [role=treeitem][aria-level="2"]')
    },
  },
  note: {
    text: () => t('Draw a note'),
    hint: () => t('Double-click a clip of notes, then click in its grid.'),
    when: () => PANELS.some((p) => p.id === 'notes'),
    run: (s) => {
      const clip = s.document.byType('clip').find((c) => c.kind === 'notes')
      if (clip) s.selectClips([clip.id])
      s.layout.show('notes')
    },
  },
  import: {
    text: () => t('Import a file'),
    hint: () => t('Drop audio or MIDI anywhere in the arrangement.'),
    command: 'import',
    run: runCommand('import'),
  },
  split: {
    text: () => t('Split a clip'),
    hint: () => t('Choose a clip, put the play head into it, then split.'),
    command: 'split',
    when: () => COMMANDS.some((c) => c.id === 'split'),
    run: (s) => {
      if (!s.selectedClips.size) {
        const clip = s.document.byType('clip').find((c) => c.anchor === 'ticks')
        if (!clip) return
        s.selectClips([clip.id])
        s.locate(Number(clip.at) + Number(clip.length) / 2)
      }
      focusSoon('#arrangement')
    },
  },
  export: {
    text: () => t('Export'),
    hint: () => t('The file goes to your downloads.'),
    command: 'export',
    run: runCommand('export'),
  },
}
const keysFor = (line: Line) => (line.command ? keyText(command(line.command)) : '')

export function FirstSteps() {
  const s = useSession()
  const { state } = s.firstSteps
  if (state.gone) return null
  const shown = STEPS.filter((step) => LINES[step].when?.() ?? true)
  const done = shown.filter((step) => state.done.includes(step)).length
  const isDone = done === shown.length
  return (
    <section className="first-steps" aria-label={t('First steps')}>
      <button
        type="button"
        className="first-steps-head"
        aria-expanded={!state.folded}
        onClick={() => s.firstSteps.put({ folded: !state.folded })}
      >
        <b>{t('First steps')}</b>
        <span className="num">{t('{done} of {all}', { done, all: shown.length })}</span>
        <ChevronDown />
      </button>
      {!state.folded && (
        <>
          {isDone ? (
            <p>{t('All done. The studio is yours.')}</p>
          ) : (
            <ol>
              {shown.map((step) => {
                const line = LINES[step]
                const ticked = state.done.includes(step)
                return (
                  <li key={step}>
                    <button type="button" className={ticked ? 'done' : ''} title={line.hint()} onClick={() => line.run(s)}>
                      {ticked ? <Check /> : <Circle />}
                      <span>{line.text()}</span>
                      {ticked ? <i className="sr">{t('done')}</i> : keysFor(line) && <kbd>{keysFor(line)}</kbd>}
                    </button>
                  </li>
                )
              })}
            </ol>
          )}
          <button type="button" className="b g" onClick={() => s.firstSteps.put({ gone: true })}>
            {isDone ? t('Close') : t("Don't show again")}
          </button>
        </>
      )}
    </section>
  )
}
