// The clock of the header: where the play head is, and the tempo, meter and key that hold there, which can be typed and turned.
import {
  formatNumber,
  formatTimecode,
  parsePosition,
  setKey,
  setSignature,
  timecodeFramesOfFlicks,
  timecodeOfFrames,
  wrapAtMidnight,
} from '@tonmeister/project'
import { onFrame, putText, t } from '@tonmeister/ui'
import { useEffect, useRef, useState } from 'react'
import type { Session } from '../app/session.ts'
import { putTempo } from '../app/tap.ts'
import { wheelGesture } from './arrange/head-gestures.ts'
import { InPlace } from './arrange/in-place.tsx'

export function Clock({ s }: { s: Session }) {
  const bars = useRef<HTMLSpanElement>(null)
  const code = useRef<HTMLSpanElement>(null)
  const tempo = useRef<HTMLSpanElement>(null)
  const meter = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const put = (ref: React.RefObject<HTMLSpanElement | null>, text: string) => {
      putText(ref.current, text)
    }
    return onFrame(() => {
      const ticks = Math.round(s.host.positionTicks())
      const p = s.signatures.position(ticks)
      put(bars, `${p.bar}.${p.beat}.${String(Math.floor((p.ticks / s.signatures.at(ticks).beatTicks) * 1000)).padStart(3, '0')}`)
      put(
        code,
        formatTimecode(
          timecodeOfFrames(wrapAtMidnight(timecodeFramesOfFlicks(s.tempo.flicks(ticks) + s.project.timecodeStart, s.rate), s.rate), s.rate),
          s.rate,
        ),
      )
      put(tempo, formatNumber(s.tempo.bpm(ticks), 2))
      const at = s.signatures.at(ticks)
      put(meter, `${at.numerator}/${at.denominator}`)
    })
  }, [s])
  const here = () => Math.round(s.host.positionTicks())
  const bpm = () => s.tempo.bpm(here())
  const turn = (by: number) =>
    wheelGesture(s, t('Tempo'), () => putTempo(s, Math.min(999, Math.max(5, Math.round((bpm() + by) * 100) / 100))))
  const takeTempo = (text: string) => {
    const value = Number(text.replace(',', '.'))
    if (value >= 5 && value <= 999) s.edit(t('Tempo'), () => putTempo(s, value))
    else s.notify(t('“{text}” is no tempo: nothing was changed. Type beats per minute, for example 120.', { text }), true)
  }
  const takeMeter = (text: string) => {
    const [numerator, denominator] = text.split('/').map(Number)
    // Where the meter that holds here begins: changing it is not adding one.
    const there = s.document
      .byType('signature')
      .filter((r) => Number(r.at) <= here())
      .sort((a, b) => Number(b.at) - Number(a.at))[0]
    if (!s.edit(t('Meter'), () => setSignature(s.document, s.newId, Number(there?.at ?? 0), numerator!, denominator!)))
      s.notify(t('“{text}” is no meter: nothing was changed. Type for example 3/4 or 7/8.', { text }), true)
  }
  const takePlace = (text: string) => {
    try {
      const place = { tempo: s.tempo, signatures: s.signatures, rate: s.rate, timecodeStart: s.project.timecodeStart }
      s.locate(ticksOf(s, text) ?? Math.round(s.tempo.ticks(parsePosition(text, place))))
    } catch (error) {
      s.notify(`${(error as Error).message} ${(error as { hint?: string }).hint ?? ''}`.trim(), true)
    }
  }
  return (
    <div className="clock">
      <Part
        name={t('Bars')}
        width={86}
        value={() => bars.current?.textContent ?? ''}
        hint={t('Position: click to type a bar, as 5 or 5.3')}
        onTake={takePlace}
        shown={bars}
      />
      <Part
        name={t('Timecode {rate}', { rate: s.rate.id.replace('df', ' DF') })}
        width={116}
        value={() => code.current?.textContent ?? ''}
        hint={t('Position: click to type a timecode, or seconds as 12.5')}
        onTake={takePlace}
        shown={code}
      />
      <Part
        name={t('Tempo')}
        value={() => formatNumber(bpm(), 3).replace(/\.?0+$/, '')}
        hint={t('Tempo, beats per minute: click to type, wheel or arrows to change, T to tap')}
        onTake={takeTempo}
        onTurn={turn}
        shown={tempo}
      />
      <Part
        name={t('Meter')}
        value={() => {
          const at = s.signatures.at(here())
          return `${at.numerator}/${at.denominator}`
        }}
        hint={t('Meter: click to type')}
        onTake={takeMeter}
        shown={meter}
      />
      <Part
        name={t('Key')}
        value={() => s.project.key ?? ''}
        hint={t('Key: click to type')}
        onTake={(text) => s.edit(t('Key'), () => setKey(s.document, text.trim() || null))}
        text={s.project.key || '–'}
      />
    </div>
  )
}
/** Ticks of '5', '5.3' or '5.3.500': bar, beat, thousandths of the beat, as they are shown. */
function ticksOf(s: Session, text: string): number | undefined {
  const [, bar, beat = '1', part = '0'] = /^\s*(\d+)(?:[.|](\d+))?(?:[.|](\d{3}))?\s*$/.exec(text) ?? []
  if (bar === undefined || Number(bar) < 1 || Number(beat) < 1) return undefined
  const start = s.signatures.ticks({ bar: Number(bar) })
  return Math.round(start + (Number(beat) - 1 + Number(part) / 1000) * s.signatures.at(start).beatTicks)
}
/** One value of the clock that can be typed. @param onTurn  by the wheel and arrows */
function Part({
  name,
  value,
  hint,
  onTake,
  onTurn,
  shown,
  text,
  width,
}: {
  name: string
  value: () => string
  hint: string
  onTake: (text: string) => void
  onTurn?: (by: number) => void
  shown?: React.RefObject<HTMLSpanElement | null>
  text?: string
  /** Least, pixels. */
  width?: number
}) {
  const [typing, setTyping] = useState(false)
  return (
    <div
      className="clock-part"
      style={width === undefined ? {} : { minWidth: width }}
      onWheel={(e) => onTurn?.((e.deltaY < 0 ? 1 : -1) * (e.shiftKey ? 0.1 : 1))}
    >
      {typing && (
        <>
          <small>{name}</small>
          <InPlace label={name} value={value()} number style={{ width: '100%' }} onTake={onTake} onEnd={() => setTyping(false)} />
        </>
      )}
      {/* It stays: what is shown in it is written with every frame. */}
      <button
        type="button"
        style={typing ? { display: 'none' } : {}}
        title={hint}
        onClick={() => setTyping(true)}
        onKeyDown={(e) => {
          const by = e.key === 'ArrowUp' ? 1 : e.key === 'ArrowDown' ? -1 : 0
          if (!by || !onTurn) return
          e.preventDefault()
          e.stopPropagation()
          onTurn(by * (e.shiftKey ? 0.1 : 1))
        }}
      >
        <small>{name}</small>
        <span className="num" ref={shown}>
          {text}
        </span>
      </button>
    </div>
  )
}
