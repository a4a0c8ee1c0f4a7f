// Start: recent projects, templates, files and the demo. It comes when it is asked for, never by itself.
import { Dialog } from '@base-ui/react/dialog'
import { type ClipRecord, FLICKS_PER_SECOND, type Rec, type TempoRecord, tempoMap } from '@tonmeister/project'
import { type Template, templatesInOrder } from '@tonmeister/project/template.ts'
import { currentLanguage, named, t } from '@tonmeister/ui'
import { FileUp, FolderOpen, Trash2 } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { command } from '../app/commands.ts'
import { inWords } from '../app/keeping.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import type { Session } from '../app/session.ts'
import { Miniature } from '../views/miniature.tsx'
import type { Stored } from '../workers/keep.ts'
import '../views/first.css'

export default { id: 'start', view: Start } satisfies DialogKind

/** Recent projects that are read for their length and picture; older ones show name and date. */
const LOOKED_INTO = 12

function Start({ s }: DialogProps) {
  const templates = useMemo(() => templatesInOrder().map((template) => ({ template, records: template.records() })), [])
  const run = (id: string) => {
    s.show(null)
    command(id).run(s)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows go from card to card; each card is a button
    <div className="start-body" onKeyDown={byArrows}>
      <section className="start-recent" aria-labelledby="start-recent">
        <h2 id="start-recent">{t('Recent projects')}</h2>
        <Recent s={s} />
        <div className="start-open">
          <button type="button" className="b" onClick={() => run('open-file')}>
            <FileUp />
            {t('Open file…')}
          </button>
          <button type="button" className="b" onClick={() => run('open-folder')}>
            <FolderOpen />
            {t('Open folder…')}
          </button>
        </div>
      </section>
      <section className="start-new" aria-labelledby="start-new">
        <Dialog.Title id="start-new">{t('New project')}</Dialog.Title>
        <ul className="choices templates" aria-label={t('Templates')}>
          {templates.map(({ template, records }, i) => (
            <li key={template.id}>
              <Card s={s} template={template} records={records} isFirst={i === 0} />
            </li>
          ))}
        </ul>
        <Dialog.Close className="b g start-close">{t('Close')}</Dialog.Close>
      </section>
    </div>
  )
}
interface CardProps {
  readonly s: Session
  readonly template: Template
  readonly records: readonly Rec[]
  readonly isFirst: boolean
}
function Card({ s, template, records, isFirst }: CardProps) {
  return (
    <button
      type="button"
      className="choice-card"
      data-first={isFirst || undefined}
      onClick={() => {
        s.show(null)
        void s.begin(template)
      }}
    >
      <Miniature records={records} />
      <b>{named(template.name)}</b>
      <span>{named(template.summary)}</span>
    </button>
  )
}

interface Inside {
  readonly records: readonly Rec[]
  readonly seconds: number
}
function Recent({ s }: { s: Session }) {
  const [stored, setStored] = useState<readonly Stored[] | null>(null)
  const [inside, setInside] = useState<ReadonlyMap<string, Inside>>(new Map())
  useEffect(() => {
    let gone = false
    const look = async () => {
      const found = (await s.keeping.list()).filter((x) => x.key !== s.key)
      if (gone) return
      setStored(found)
      for (const { key } of found.slice(0, LOOKED_INTO)) {
        const records = await s.keeping.look(key).catch(() => [])
        if (gone) return
        if (records.length) setInside((before) => new Map(before).set(key, lookInto(records)))
      }
    }
    look().catch(() => gone || setStored([]))
    return () => {
      gone = true
    }
  }, [s])
  if (!stored) return <div className="recent" />
  if (!stored.length)
    return (
      <p className="recent none">
        {t('What you make stands here, kept in this browser. Begin with a template, or open a project from your disk.')}
      </p>
    )
  return (
    <ul className="recent" aria-label={t('Projects in this browser')}>
      {stored.map((x) => {
        const look = inside.get(x.key)
        return (
          <li key={x.key}>
            <button
              type="button"
              className="choice-card"
              title={x.savedAt ? new Date(x.savedAt).toLocaleString(currentLanguage().id) : undefined}
              onClick={() => {
                s.show(null)
                void s.keeping.openStored(x)
              }}
            >
              <i className="thumb">{look && <Miniature records={look.records} mixer={false} />}</i>
              <span className="what">
                <b>{x.name || t('Without name')}</b>
                <span>{[ago(x.savedAt), look && length(look.seconds)].filter(Boolean).join(' · ')}</span>
              </span>
            </button>
            <Delete
              name={x.name || t('Without name')}
              onDelete={() =>
                void s.keeping.remove(x.key).then(
                  () => setStored(stored.filter((y) => y.key !== x.key)),
                  (e: Error) => s.notify(t('{name} was not deleted: {why}', { name: x.name || t('Without name'), why: inWords(e) }), true),
                )
              }
            />
          </li>
        )
      })}
    </ul>
  )
}
/** Cannot be undone, so it is asked once more, in place. */
function Delete({ name, onDelete }: { name: string; onDelete: () => void }) {
  const [asked, setAsked] = useState(false)
  return asked ? (
    <button
      type="button"
      className="b destructive"
      // biome-ignore lint/a11y/noAutofocus: it replaces the button that was just pressed
      autoFocus
      onClick={onDelete}
      onBlur={() => setAsked(false)}
      onKeyDown={(e) => {
        if (e.key !== 'Escape') return
        e.stopPropagation()
        setAsked(false)
      }}
    >
      {t('Delete for good')}
    </button>
  ) : (
    <button
      type="button"
      className="b g sq"
      aria-label={t('Delete {name}', { name })}
      title={t('Delete from this browser')}
      onClick={() => setAsked(true)}
    >
      <Trash2 />
    </button>
  )
}

function lookInto(records: readonly Rec[]): Inside {
  const tempo = tempoMap(records.filter((r): r is TempoRecord => r.type === 'tempo'))
  let end = 0
  for (const r of records) {
    if (r.type !== 'clip') continue
    const clip = r as ClipRecord
    end = Math.max(end, clip.anchor === 'ticks' ? tempo.flicks(clip.at + clip.length) : clip.at + clip.length)
  }
  return { records, seconds: end / FLICKS_PER_SECOND }
}
const length = (seconds: number) => {
  if (!seconds) return t('no clips yet')
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
const UNITS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const
/** '2 hours ago'; '' when it is not known. @param ms  since 1970 */
function ago(ms: number): string {
  if (!ms) return ''
  const words = new Intl.RelativeTimeFormat(currentLanguage().id, { numeric: 'auto' })
  const seconds = (Date.now() - ms) / 1000
  for (const [unit, size] of UNITS) if (seconds >= size) return words.format(-Math.floor(seconds / size), unit)
  return words.format(0, 'minute')
}
const ARROWS: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}
/** The card that lies next in the arrow's direction gets the focus. */
function byArrows(e: React.KeyboardEvent<HTMLElement>): void {
  const [dx, dy] = ARROWS[e.key] ?? [0, 0]
  if (!dx && !dy) return
  const from = document.activeElement?.getBoundingClientRect()
  if (!from) return
  const centre = (r: DOMRect) => [r.x + r.width / 2, r.y + r.height / 2] as const
  const [x, y] = centre(from)
  let best: HTMLElement | undefined
  let least = Infinity
  for (const card of e.currentTarget.querySelectorAll<HTMLElement>('.choice-card')) {
    const [cx, cy] = centre(card.getBoundingClientRect())
    const along = dx ? (cx - x) * dx : (cy - y) * dy
    const across = Math.abs(dx ? cy - y : cx - x)
    if (along < 4 || along + 2 * across >= least) continue
    least = along + 2 * across
    best = card
  }
  if (!best) return
  e.preventDefault()
  best.focus()
}
