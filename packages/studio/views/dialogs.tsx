// Dialogs: export, a new project, the palette of commands, the list of shortcuts.
import { Dialog } from '@base-ui/react/dialog'
import { judge, specs } from '@tonmeister/metering'
import { FLICKS_PER_SECOND, formatNumber } from '@tonmeister/project'
import { templates } from '@tonmeister/project/template.ts'
import { Check, Trash2, X } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { allowed, COMMANDS, type Command, keyText } from '../app/commands.ts'
import { download, type Session, useSession } from '../app/session.ts'
import { setSettings, settings } from '../app/settings.ts'
import type { Stored } from '../workers/media.ts'
import { type Exported, exportWav } from '../workers/render.ts'

const SPECS = Object.values(specs) as unknown as readonly Parameters<typeof judge>[1][]

export function Dialogs() {
  const s = useSession()
  const { dialog } = s
  // Work that runs decides itself when its dialog may go.
  const busy = useRef(false)
  return (
    <Dialog.Root open={dialog !== null} onOpenChange={(open) => !open && !busy.current && s.show(null)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="veil" />
        <Dialog.Popup className={`dialog ${dialog ?? ''}`}>
          {dialog === 'export' && <Export s={s} busy={busy} />}
          {dialog === 'new' && <NewProject s={s} />}
          {dialog === 'palette' && <Palette s={s} />}
          {dialog === 'keys' && <Keys s={s} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`
/** '40 seconds', '2 minutes'. */
const inWords = (seconds: number) =>
  seconds < 90
    ? `${Math.max(1, Math.round(seconds))} ${Math.round(seconds) === 1 ? 'second' : 'seconds'}`
    : `${Math.round(seconds / 60)} minutes`
const lufs = (x: number, unit: string) => (Number.isFinite(x) ? `${formatNumber(x, 1)} ${unit}` : '–')

function Export({ s, busy }: { s: Session; busy: { current: boolean } }) {
  const [bits, setBits] = useState(settings().exportBits)
  const [rate, setRate] = useState(settings().exportRate)
  const [range, setRange] = useState<'all' | 'loop'>('all')
  const [spec, setSpec] = useState(s.project.spec ?? settings().spec)
  const [share, setShare] = useState<number | null>(null)
  const [began, setBegan] = useState(0)
  const [done, setDone] = useState<Exported | null>(null)
  const [error, setError] = useState('')
  const abort = useRef<AbortController | null>(null)
  useEffect(() => () => abort.current?.abort(), [])
  busy.current = share !== null
  const hasLoop = s.loopEnd > s.loopStart
  const seconds = (ticks: number) => s.tempo.flicks(ticks) / FLICKS_PER_SECOND
  const start = async () => {
    setError('')
    setDone(null)
    setShare(0)
    setBegan(performance.now())
    setSettings({ exportBits: bits, exportRate: rate })
    abort.current = new AbortController()
    try {
      const sampleRate = rate || s.project.sampleRate
      const frame = (ticks: number) => Math.round(seconds(ticks) * sampleRate)
      setDone(
        await exportWav(
          {
            records: [...s.document.all().values()],
            bits,
            sampleRate,
            ...(range === 'loop' ? { from: frame(s.loopStart), to: frame(s.loopEnd) } : {}),
          },
          (file) => s.media.blob(s.key, file),
          setShare,
          abort.current.signal,
        ),
      )
    } catch (e) {
      if (!abort.current.signal.aborted) setError((e as Error).message)
    }
    setShare(null)
  }
  const left = share && share > 0.02 ? ((performance.now() - began) / 1000) * (1 / share - 1) : 0
  const judged = done && SPECS.find((x) => x.id === spec)
  const findings = done && judged ? judge(done.report, judged) : []
  const passes = findings.every((f) => f.pass)
  if (share !== null)
    return (
      <>
        <Dialog.Title>Exporting {s.project.name}</Dialog.Title>
        <div
          className="prog"
          role="progressbar"
          aria-label="Exporting"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
        >
          <i style={{ width: `${share * 100}%` }} />
        </div>
        <div className="row">
          <span className="num">{Math.round(share * 100)} %</span>
          <span>{left > 1 ? `about ${inWords(left)} left` : ''}</span>
        </div>
        <div className="foot">
          <button type="button" className="b" onClick={() => abort.current?.abort()}>
            Cancel
          </button>
        </div>
      </>
    )
  if (done)
    return (
      <>
        <Dialog.Title>{s.project.name} is ready</Dialog.Title>
        <div className="facts">
          <div className="row">
            Integrated loudness <span className="num">{lufs(done.report.integratedLufs, 'LUFS')}</span>
          </div>
          <div className="row">
            True peak <span className="num">{lufs(done.report.truePeakDbtp, 'dBTP')}</span>
          </div>
          <div className="row">
            Loudness range <span className="num">{lufs(done.report.loudnessRangeLu, 'LU')}</span>
          </div>
          <div className="row">
            Length <span className="num">{clock(done.report.seconds)}</span>
          </div>
        </div>
        <div className="field">
          Judged by
          <SpecSelect value={spec} onChange={setSpec} />
        </div>
        {done.problems.length > 0 && (
          <p className="problem" role="alert">
            {done.problems.join(' ')}
          </p>
        )}
        <ul className="findings" aria-label="Findings">
          {findings.map((f) => (
            <li key={f.check} className={f.pass ? '' : 'bad'}>
              {f.pass ? <Check /> : <X />}
              <span>
                <b>{f.pass ? 'Pass' : 'Fail'}: </b>
                {f.message}
              </span>
            </li>
          ))}
        </ul>
        <div className="foot">
          <span className={passes ? 'pill ok' : 'pill bad'}>{passes ? 'may be delivered' : 'not as wanted'}</span>
          <button type="button" className="b" onClick={() => setDone(null)}>
            Back
          </button>
          <button
            type="button"
            className="b p"
            onClick={() => {
              download(done.blob, `${s.project.name}.wav`)
              s.show(null)
              s.notify(`${s.project.name}.wav exported.`)
            }}
          >
            Save {s.project.name}.wav
          </button>
        </div>
      </>
    )
  return (
    <>
      <Dialog.Title>Export WAV</Dialog.Title>
      <label className="field">
        Range
        <select value={range} onChange={(e) => setRange(e.target.value as 'all' | 'loop')}>
          <option value="all">Everything, with its tail</option>
          {hasLoop && <option value="loop">The loop, {clock(seconds(s.loopEnd) - seconds(s.loopStart))}</option>}
        </select>
      </label>
      <label className="field">
        Resolution
        <select value={bits} onChange={(e) => setBits(Number(e.target.value) as 16 | 24 | 32)}>
          <option value={16}>16 bit, dithered</option>
          <option value={24}>24 bit, dithered</option>
          <option value={32}>32 bit float</option>
        </select>
      </label>
      <label className="field">
        Sample rate
        <select value={rate} onChange={(e) => setRate(Number(e.target.value))}>
          <option value={0}>As the project, {formatNumber(s.project.sampleRate / 1000, s.project.sampleRate % 1000 ? 1 : 0)} kHz</option>
          {[44_100, 48_000, 88_200, 96_000, 192_000]
            .filter((x) => x !== s.project.sampleRate)
            .map((x) => (
              <option key={x} value={x}>
                {formatNumber(x / 1000, x % 1000 ? 1 : 0)} kHz
              </option>
            ))}
        </select>
      </label>
      <div className="field">
        Judge by
        <SpecSelect value={spec} onChange={setSpec} />
      </div>
      {error && (
        <p className="problem" role="alert">
          {error}
        </p>
      )}
      <div className="foot">
        <Dialog.Close className="b">Cancel</Dialog.Close>
        <button type="button" className="b p" onClick={() => void start()}>
          Export
        </button>
      </div>
    </>
  )
}
function SpecSelect({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  return (
    <select aria-label="Judge by" value={value} onChange={(e) => onChange(e.target.value)}>
      {SPECS.map((x) => (
        <option key={x.id} value={x.id}>
          {x.name}
        </option>
      ))}
    </select>
  )
}

const when = (ms: number) => (ms ? new Date(ms).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' }) : '')
function NewProject({ s }: { s: Session }) {
  const [stored, setStored] = useState<readonly Stored[]>([])
  useEffect(() => {
    void s.media.list().then(setStored, () => {})
  }, [s])
  const others = stored.filter((x) => x.key !== s.key)
  return (
    <>
      <Dialog.Title>New project</Dialog.Title>
      <ul className="choices" aria-label="Templates">
        {Object.values(templates).map((t) => (
          <li key={t.id}>
            <button
              type="button"
              className="choice-card"
              onClick={() => {
                s.show(null)
                void s.begin(t)
              }}
            >
              <b>{t.name}</b>
              <span>{t.summary}</span>
            </button>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <>
          <h3>In this browser</h3>
          <ul className="choices recent" aria-label="Projects in this browser">
            {others.map((x) => (
              <li key={x.key}>
                <button
                  type="button"
                  className="choice-card"
                  onClick={() => {
                    s.show(null)
                    s.reopen(x.key).then(
                      (there) => there || s.notify(`${x.name} holds nothing that can be read.`, true),
                      (e: Error) => s.notify(`${x.name} could not be opened: ${e.message}`, true),
                    )
                  }}
                >
                  <b>{x.name}</b>
                  <span>{when(x.savedAt)}</span>
                </button>
                <Delete
                  stored={x}
                  onDelete={() => void s.media.remove(x.key).then(() => setStored(stored.filter((y) => y.key !== x.key)))}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      <div className="foot">
        <Dialog.Close className="b">Cancel</Dialog.Close>
      </div>
    </>
  )
}
/** Cannot be undone, so it is asked once more, in place. */
function Delete({ stored, onDelete }: { stored: Stored; onDelete: () => void }) {
  const [asked, setAsked] = useState(false)
  return asked ? (
    <button type="button" className="b destructive" onClick={onDelete} onBlur={() => setAsked(false)}>
      Delete for good
    </button>
  ) : (
    <button
      type="button"
      className="b g sq"
      aria-label={`Delete ${stored.name}`}
      title="Delete from this browser"
      onClick={() => setAsked(true)}
    >
      <Trash2 />
    </button>
  )
}

function Palette({ s }: { s: Session }) {
  const [search, setSearch] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const found = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    return COMMANDS.filter((c) => c.id !== 'palette' && words.every((w) => `${c.group} ${c.title}`.toLowerCase().includes(w)))
  }, [search])
  const run = (c: Command | undefined) => {
    if (!c || !allowed(c, s)) return
    s.show(null)
    setTimeout(() => c.run(s))
  }
  const go = (to: number) => {
    const next = Math.min(found.length - 1, Math.max(0, to))
    setAt(next)
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <>
      <Dialog.Title className="sr">Find a command</Dialog.Title>
      <input
        className="palette-input"
        placeholder="Find a command"
        aria-label="Find a command"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[at] ? `palette-${found[at].id}` : undefined}
        // biome-ignore lint/a11y/noAutofocus: it was opened to type here
        autoFocus
        value={search}
        onChange={(e) => {
          setSearch(e.target.value)
          setAt(0)
        }}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown') go(at + 1)
          else if (e.key === 'ArrowUp') go(at - 1)
          else if (e.key === 'Enter') run(found[at])
          else return
          e.preventDefault()
        }}
      />
      <div className="palette-list" id="palette-list" role="listbox" aria-label="Commands" ref={list}>
        {found.map((c, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={c.id}
            id={`palette-${c.id}`}
            role="option"
            aria-selected={i === at}
            aria-disabled={!allowed(c, s)}
            className={i === at ? 'sel' : ''}
            onPointerMove={() => setAt(i)}
            onClick={() => run(c)}
          >
            <span>{c.title}</span>
            <em>{c.group}</em>
            {c.keys && <kbd>{keyText(c.keys)}</kbd>}
          </div>
        ))}
        {found.length === 0 && <p className="none">No command is called “{search}”.</p>}
      </div>
    </>
  )
}

const GESTURES: readonly (readonly [what: string, how: string])[] = [
  ['Zoom at the pointer', 'Ctrl wheel'],
  ['Scroll sideways', 'Shift wheel'],
  ['Fine', 'Shift drag'],
  ['To the default', 'double-click or Alt click'],
  ['Type a value', 'Enter on a knob'],
  ['Without the grid', 'hold Ctrl'],
  ['Set the loop', 'Shift drag in the ruler'],
  ['Take a drag back', 'Esc'],
  ['Next region', 'F6'],
]
function Keys({ s }: { s: Session }) {
  const groups = [...new Set(COMMANDS.map((c) => c.group))]
  return (
    <>
      <Dialog.Title>All shortcuts</Dialog.Title>
      <div className="keys-grid">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            {COMMANDS.filter((c) => c.group === group && c.keys).map((c) => (
              <div className="row" key={c.id}>
                {c.title}
                <span>
                  {c.keys!.map((k) => (
                    <kbd key={k}>{keyText([k])}</kbd>
                  ))}
                </span>
              </div>
            ))}
          </section>
        ))}
        <section>
          <h3>Mouse</h3>
          {GESTURES.map(([what, how]) => (
            <div className="row" key={what}>
              {what}
              <kbd>{how}</kbd>
            </div>
          ))}
        </section>
      </div>
      <div className="foot">
        <button type="button" className="b p" onClick={() => s.show(null)}>
          Close
        </button>
      </div>
    </>
  )
}
