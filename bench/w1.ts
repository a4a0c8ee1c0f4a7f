// W1 "console" as a Tonmeister project: 32 stereo tracks through equaliser, compressor, fader and pan, a reverb bus, a limiter on main.
// The parameters are the workload's own (w1/params.mjs); compressor, reverb and limiter are ours: comparable, not equal.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { devices } from '@tonmeister/devices'
import { FLICKS_PER_SECOND, many, type Rec } from '@tonmeister/project'
import { saveProject } from '@tonmeister/project/folder.node.ts'
import { type Place, workloadModule } from './programs.ts'

interface TrackParams {
  readonly hp: { readonly f: number; readonly q: number }
  readonly eq: readonly { readonly type: string; readonly f: number; readonly q: number; readonly g: number }[]
  readonly comp: {
    readonly thr: number
    readonly ratio: number
    readonly knee: number
    readonly att: number
    readonly rel: number
    readonly makeup: number
  }
  readonly gainDb: number
  readonly pan: number
  readonly sendDb: number
}
const SAMPLE_RATE = 48_000
const SECONDS = 60

/** A device record; a parameter that the device does not have, or cannot reach, is our mistake. */
function device(id: string, strip: string, order: string, kind: string, values: Record<string, number>): Rec {
  const known = devices[kind]
  if (!known) throw new Error(`W1 needs the device '${kind}', which this checkout does not have.`)
  for (const [name, value] of Object.entries(values)) {
    const param = known.params[name]
    if (!param) throw new Error(`W1 sets '${name}' of '${kind}', which has no such parameter.`)
    if (value < param.min || value > param.max)
      throw new Error(`W1 sets '${name}' of '${kind}' to ${value}, beyond ${param.min} to ${param.max}.`)
  }
  const fields = Object.fromEntries(Object.entries(values).map(([name, value]) => [`p.${name}`, value]))
  return { id, type: 'device', strip, order, device: kind, version: known.version, enabled: true, ...fields }
}
const BAND_TYPES: Record<string, number> = { peaking: 0, lowshelf: 1, highshelf: 2 }
const HIGH_PASS_12 = 3

function equaliser(track: TrackParams): Record<string, number> {
  const values: Record<string, number> = { b1on: 1, b1type: HIGH_PASS_12, b1freq: track.hp.f, b1q: track.hp.q }
  track.eq.forEach((band, i) => {
    const b = `b${i + 2}`
    Object.assign(values, {
      [`${b}on`]: 1,
      [`${b}type`]: BAND_TYPES[band.type]!,
      [`${b}freq`]: band.f,
      [`${b}gain`]: band.g,
      [`${b}q`]: band.q,
    })
  })
  return { ...values, b6on: 0 }
}

/** Writes the project folder (once) and returns its path. */
export async function buildW1(place: Place): Promise<string> {
  const folder = join(place.work, 'w1.tonmeister')
  const { params } = await workloadModule<{ params: readonly TrackParams[] }>(place, 'w1/params.mjs')
  const records = w1Records(params, (t) =>
    createHash('sha256')
      .update(readFileSync(join(place.work, 'in', wavOf(t))))
      .digest('hex'),
  )
  // The project may be that of an older checkout: its media is kept, its records are not.
  rmSync(join(folder, 'project.json'), { force: true })
  mkdirSync(join(folder, 'media'), { recursive: true })
  params.forEach((_, t) => {
    const target = join(folder, 'media', wavOf(t))
    if (existsSync(target)) return
    const source = join(place.work, 'in', wavOf(t))
    try {
      linkSync(source, target)
    } catch {
      copyFileSync(source, target) // another disk, or a file system without links
    }
  })
  saveProject(folder, records)
  return folder
}
const wavOf = (t: number) => `t${String(t).padStart(2, '0')}.wav`

export function w1Records(tracks: readonly TrackParams[], hashOf: (track: number) => string): Rec[] {
  const orders = many(tracks.length + 1)
  const strip = (id: string, kind: string, order: string, name: string, gain: number, pan: number, output: string | null): Rec => ({
    id,
    type: 'strip',
    kind,
    order,
    name,
    color: 1,
    gain,
    pan,
    mute: false,
    solo: false,
    output,
  })
  const records: Rec[] = [
    { id: 'project', type: 'project', name: 'W1 console', sampleRate: SAMPLE_RATE, timecodeRate: '25', timecodeStart: 0 },
    strip('main', 'main', orders.at(-1)!, 'Main', 0, 0, null),
    device('main-limiter', 'main', 'a', 'limiter', W1_LIMITER),
    strip('reverb', 'bus', orders.at(-1)!, 'Reverb', 0, 0, 'main'),
    device('reverb-reverb', 'reverb', 'a', 'reverb', W1_REVERB),
  ]
  tracks.forEach((track, t) => {
    const id = `t${t}`
    const order = orders[t]!
    records.push(
      strip(id, 'track', order, `Track ${t + 1}`, track.gainDb, track.pan * 100, 'main'),
      device(`${id}-eq`, id, 'a', 'eq', equaliser(track)),
      device(`${id}-compressor`, id, 'b', 'compressor', {
        threshold: track.comp.thr,
        ratio: track.comp.ratio,
        knee: track.comp.knee,
        attack: track.comp.att,
        release: track.comp.rel,
        makeup: track.comp.makeup,
      }),
      { id: `${id}-send`, type: 'send', strip: id, target: 'reverb', order: 'a', gain: track.sendDb, pre: false },
      { id: `${id}-track`, type: 'track', order, name: `Track ${t + 1}`, color: 1, strip: id },
      {
        id: `${id}-clip`,
        type: 'clip',
        kind: 'audio',
        track: `${id}-track`,
        order: 'a',
        anchor: 'flicks',
        at: 0,
        length: SECONDS * FLICKS_PER_SECOND,
        name: wavOf(t),
        asset: `${id}-asset`,
        from: 0,
        gain: 0,
        fadeIn: 0,
        fadeOut: 0,
        fadeInShape: 'linear',
        fadeOutShape: 'linear',
        reverse: false,
      },
      {
        id: `${id}-asset`,
        type: 'asset',
        name: wavOf(t),
        file: `media/${wavOf(t)}`,
        hash: hashOf(t),
        sampleRate: SAMPLE_RATE,
        channels: 2,
        frames: SECONDS * SAMPLE_RATE,
      },
    )
  })
  return records
}
/** Ceiling −1 dBFS of sample peaks, 50 ms release; our look-ahead is always 5.8 ms. */
const W1_LIMITER = { ceiling: -1, release: 0.05, detector: 1 }
/** A Freeverb of room 0.7 and damping 0.2 decays by 60 dB in about two seconds; nothing dry on the bus. */
const W1_REVERB = { mix: 100, decay: 2, predelay: 0 }
