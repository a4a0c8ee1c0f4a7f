// What views of live sound share: samples at one side of a device, and their spectrum, as long as the view stands.
import { Spectrum, type WINDOWS } from '@tonmeister/dsp'
import { type DeviceViewProps, type Gathering, type Probe, SpectrumColumns } from '@tonmeister/ui'
import { useCallback, useEffect, useMemo, useRef } from 'react'

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
  /** To be called once per frame. @param now  milliseconds @returns whether the columns have changed */
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
    return {
      columns,
      power: spectrum.power,
      look(now, gathering) {
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
        return seen || before
      },
    }
  }, [read, size, window, count, from, channel, sampleRate])
}
