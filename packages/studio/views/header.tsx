// Header: name and save state, transport, clock, main menu.
import { Menu } from '@base-ui/react/menu'
import { formatNumber, formatTimecode, timecodeFramesOfFlicks, timecodeOfFrames } from '@tonmeister/project'
import { onFrame } from '@tonmeister/ui'
import { ChevronDown, Play, Redo2, Repeat, SkipBack, Square, Undo2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { allowed, COMMANDS, command, keyText } from '../app/commands.ts'
import { type Session, useSession } from '../app/session.ts'

const GROUPS = ['File', 'Edit', 'Play', 'Mixer', 'View'] as const

export function Header() {
  const s = useSession()
  return (
    <header>
      <Menu.Root>
        <Menu.Trigger className="logo" aria-label="Main menu">
          <b /> Tonmeister <ChevronDown className="chevron" />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={6} align="start" style={{ zIndex: 60 }}>
            <Menu.Popup className="menu">
              {GROUPS.map((group, i) => (
                <div key={group}>
                  {i > 0 && <hr />}
                  {COMMANDS.filter((c) => c.group === group && MENU.has(c.id)).map((c) => (
                    <Menu.Item
                      key={c.id}
                      disabled={!allowed(c, s)}
                      onClick={() => setTimeout(() => c.run(s))}
                      style={allowed(c, s) ? undefined : { opacity: 0.4 }}
                    >
                      {c.title}
                      {c.keys && <kbd>{keyText(c.keys)}</kbd>}
                    </Menu.Item>
                  ))}
                </div>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <div className="proj">
        <span className="proj-name" title={s.project.name}>
          {s.project.name}
        </span>
        <SaveBadge s={s} />
      </div>
      <div className="history-buttons">
        <Tool id="undo" s={s}>
          <Undo2 />
        </Tool>
        <Tool id="redo" s={s}>
          <Redo2 />
        </Tool>
      </div>
      <div className="transport" role="toolbar" aria-label="Transport">
        <Tool id="start" s={s}>
          <SkipBack />
        </Tool>
        <button
          type="button"
          className="btn"
          aria-label="Stop"
          title="Stop (Space)"
          onClick={() => {
            s.host.stop()
            s.changed()
          }}
        >
          <Square />
        </button>
        <button
          type="button"
          className={s.host.playing ? 'btn on' : 'btn'}
          aria-label="Play"
          aria-pressed={s.host.playing}
          title="Play (Space)"
          onClick={s.togglePlay}
        >
          <Play fill={s.host.playing ? 'currentColor' : 'none'} />
        </button>
        <Tool id="loop" s={s} pressed={s.looping}>
          <Repeat />
        </Tool>
      </div>
      <Clock s={s} />
      <button type="button" className="b p l" onClick={() => command('export').run(s)}>
        Export
      </button>
    </header>
  )
}
/** What stands in the menu; the rest has buttons of its own. */
const MENU = new Set([
  'new',
  'open-file',
  'open-folder',
  'import',
  'save-zip',
  'export',
  'undo',
  'redo',
  'delete',
  'split',
  'duplicate',
  'select-all',
  'add-instrument',
  'play',
  'start',
  'loop',
  'loop-selection',
  'mute',
  'solo',
  'reset-loudness',
  'mixer',
  'devices',
  'zoom-fit',
  'zoom-selection',
  'follow',
  'theme',
  'palette',
  'keys',
])

function Tool({ id, s, pressed, children }: { id: string; s: Session; pressed?: boolean; children: React.ReactNode }) {
  const c = command(id)
  return (
    <button
      type="button"
      className={pressed ? 'btn on' : 'btn'}
      aria-label={c.title}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      title={`${c.title} (${keyText(c.keys)})`}
      disabled={!allowed(c, s)}
      onClick={() => c.run(s)}
    >
      {children}
    </button>
  )
}
function SaveBadge({ s }: { s: Session }) {
  const { save } = s
  const text = save.kind === 'saved' ? 'Saved in this browser' : save.kind === 'saving' ? 'Saving…' : `Not saved: ${save.why}`
  return (
    <span className={`save ${save.kind}`} role="status" title={text}>
      {text}
      {save.kind === 'failed' && (
        <button type="button" className="b" onClick={() => void s.saveNow()}>
          Try again
        </button>
      )}
    </span>
  )
}
function Clock({ s }: { s: Session }) {
  const bars = useRef<HTMLSpanElement>(null)
  const code = useRef<HTMLSpanElement>(null)
  const tempo = useRef<HTMLSpanElement>(null)
  const meter = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const put = (ref: React.RefObject<HTMLSpanElement | null>, text: string) => {
      if (ref.current && ref.current.textContent !== text) ref.current.textContent = text
    }
    return onFrame(() => {
      const ticks = Math.round(s.host.positionTicks())
      const p = s.signatures.position(ticks)
      put(bars, `${p.bar}.${p.beat}.${String(Math.floor((p.ticks / s.signatures.at(ticks).beatTicks) * 1000)).padStart(3, '0')}`)
      put(
        code,
        formatTimecode(timecodeOfFrames(timecodeFramesOfFlicks(s.tempo.flicks(ticks) + s.project.timecodeStart, s.rate), s.rate), s.rate),
      )
      put(tempo, formatNumber(s.tempo.bpm(ticks), 2))
      const at = s.signatures.at(ticks)
      put(meter, `${at.numerator}/${at.denominator}`)
    })
  }, [s])
  return (
    <div className="clock" role="timer" aria-label="Position">
      <div style={{ minWidth: 86 }}>
        <small>Bars</small>
        <span className="num" ref={bars} />
      </div>
      <div style={{ minWidth: 116 }}>
        <small>Timecode {s.rate.id.replace('df', ' DF')}</small>
        <span className="num" ref={code} />
      </div>
      <div>
        <small>Tempo</small>
        <span className="num" ref={tempo} />
      </div>
      <div>
        <small>Meter</small>
        <span className="num" ref={meter} />
      </div>
      {s.project.key && (
        <div>
          <small>Key</small>
          <span className="num">{s.project.key}</span>
        </div>
      )}
    </div>
  )
}
