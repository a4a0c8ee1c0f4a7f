// What views of live sound share: samples at one side of a device, and their spectrum, as long as the view stands.
import { Spectrum, type WINDOWS } from '@tonmeister/dsp'
import { format, formatDb, formatNumber, hertz, noteName } from '@tonmeister/project'
import { type DeviceViewProps, type Gathering, onFrame, type Probe, putText, SPECTRUM_SILENT, SpectrumColumns } from '@tonmeister/ui'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { Note } from './note.ts'

type Side = 'in' | 'out'

/** Reads the latest samples; see Probe. While not `isOn` there are none. */
export function useProbe({ probe }: Pick<DeviceViewProps, 'probe'>, side: Side, isOn = true): Probe['read'] {
  const held = useRef<Probe | null>(null)
  useEffect(() => {
    if (!isOn) return
    const opened = probe(side)
    held.current = opened
    return () => {
      opened.close()
      held.current = null
    }
  }, [probe, side, isOn])
  return useCallback((left, right) => held.current?.read(left, right) ?? 0, [])
}

/** dB at the top of a picture behind which a spectrum lies, and from there to its bottom. */
const LOUDEST = 6
const RANGE = 90
/** The share from the top of a level there. */
export const spectrumTop = (db: number): number => Math.min(1, Math.max(0, (LOUDEST - db) / RANGE))

/** Seconds without new samples after which it counts as silence. */
const SILENT_AFTER = 0.2
/** What is taken for the level. */
export type Channel = 'mid' | 'side' | 'left' | 'right'
export interface LiveSpectrum {
  readonly columns: SpectrumColumns
  /** Squared amplitudes per bin of the latest samples. */
  readonly power: Float32Array
  /** To be called with every frame; again within one it only says the same. @param now  milliseconds @returns whether the columns have changed */
  look(now: number, gathering: Gathering): boolean
}
export function useSpectrum(
  props: Pick<DeviceViewProps, 'probe' | 'sampleRate'>,
  side: Side,
  options: {
    /** Frames. */
    readonly size: number
    readonly window?: keyof typeof WINDOWS
    readonly columns: number
    /** Hz of the first column. */
    readonly from?: number
    readonly channel?: Channel
    readonly isOn?: boolean
  },
): LiveSpectrum {
  const { size, window = 'hann', columns: count, from, channel = 'mid', isOn = true } = options
  const read = useProbe(props, side, isOn)
  const { sampleRate } = props
  return useMemo(() => {
    const spectrum = new Spectrum(size, window)
    const columns = new SpectrumColumns(count, from)
    const [left, right] = [new Float32Array(size), new Float32Array(size)]
    let last = 0
    let idle = 0
    let seen = false
    let changed = false
    return {
      columns,
      power: spectrum.power,
      look(now, gathering) {
        if (now === last) return changed
        const seconds = Math.min(0.1, (now - last) / 1000)
        last = now
        const isNew = read(left, right) > 0
        idle = isNew ? 0 : idle + seconds
        if (isNew) {
          if (channel === 'side') for (let i = 0; i < size; i++) right[i] = -right[i]!
          spectrum.analyse(channel === 'right' ? right : left, channel === 'left' ? left : right)
        } else if (idle > SILENT_AFTER) spectrum.power.fill(0)
        const before = seen
        seen = columns.take(spectrum.power, sampleRate, seconds, gathering)
        changed = seen || before
        return changed
      },
    }
  }, [read, size, window, count, from, channel, sampleRate])
}

const HZ = hertz({ name: '', min: 1, max: 1e6, default: 1 })
export const hzText = (hz: number): string => format(HZ, hz)
export const levelText = (db: number): string => formatDb(db > SPECTRUM_SILENT ? db : -Infinity)
/** 'A4 +3.2 ct'. */
export const noteText = ({ key, cents }: Note): string => `${noteName(key)} ${centsText(cents)}`
export const centsText = (cents: number): string => `${cents >= 0.05 ? '+' : ''}${formatNumber(cents, 1)} ct`

/** Milliseconds between two texts: more often nobody can read. */
const TEXT_EVERY = 200
/** What a picture shows, as numbers. @param texts  asked a few times a second, in the order of the names */
export function Readouts({ names, texts }: { readonly names: readonly string[]; readonly texts: () => readonly string[] }) {
  const ref = useRef<HTMLDListElement>(null)
  const current = useRef(texts)
  current.current = texts
  useEffect(() => {
    let next = 0
    return onFrame((now) => {
      if (now < next) return
      next = now + TEXT_EVERY
      const all = current.current()
      for (let i = 0; i < all.length; i++) putText(ref.current?.children[i]?.lastElementChild, all[i]!)
    })
  }, [])
  return (
    <dl className="readouts" ref={ref}>
      {names.map((name) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">–</dd>
        </div>
      ))}
    </dl>
  )
}
