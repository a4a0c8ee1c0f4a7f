// Sound files that a project names and this browser does not have: said once, found again by what is in them, then by name and length.

import { type AssetRecord, relinkAsset } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { choose, type Given } from './files.ts'
import { inWords } from './keeping.ts'
import type { Session } from './session.ts'

/** What can be a sound file. */
export const SOUNDS = '.wav,.rf64,.bwf'
/** Milliseconds: files are looked for one by one, one message says them all. */
const TELL_AFTER = 300
/** Bytes that a frame and channel may take in a file, and what a file may hold besides. */
const SAMPLE_BYTES_MAX = 8
const BESIDES = 2 ** 22

const isSound = (name: string) => SOUNDS.split(',').includes(`.${name.split('.').at(-1)!.toLowerCase()}`)
const stem = (name: string) =>
  name
    .replace(/^.*\//, '')
    .replace(/\.\w{1,5}$/, '')
    .toLowerCase()
export const missingOf = (s: Session): AssetRecord[] =>
  [...s.missing].flatMap((id) => (s.document.get(id)?.type === 'asset' ? [s.document.get(id) as AssetRecord] : []))

let timer: ReturnType<typeof setTimeout> | undefined
/** Says soon what is missing in the project of the window. */
export function tellMissing(s: Session): void {
  clearTimeout(timer)
  const { key } = s
  timer = setTimeout(() => {
    const missing = missingOf(s)
    if (s.key !== key || !missing.length) return
    s.notify(
      t(
        '{n, plural, one {The sound file “{name}” is missing: what plays it is silent.} other {# sound files are missing: what plays them is silent.}} Everything else is here. Choose a folder that holds them.',
        { n: missing.length, name: missing[0]!.name },
      ),
      true,
      { title: t('Find…'), run: () => find(s) },
    )
  }, TELL_AFTER)
}
/** Lets the person choose where to look: for all that is missing in a folder, for one a file. */
export function find(s: Session, only?: string): void {
  s.layout.show('media')
  choose(SOUNDS, only === undefined, (files) => void relink(s, files, only))
}
/** A file of an asset is there now. */
export function found(s: Session, id: string): void {
  s.missing.delete(id)
  // So that it is looked for anew.
  s.looked.delete(id)
  s.rederive()
  s.host.reload(id)
}

const hashOf = async (blob: Blob): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())), (b) => b.toString(16).padStart(2, '0')).join(
    '',
  )

/**
 * Looks for missing files among the given ones: first those that hold exactly what is missing, whatever they are called; then those of the
 * same name and length. For one asset, a single file is taken as it is: the person has pointed at it.
 */
export async function relink(s: Session, files: readonly Given[], only?: string): Promise<void> {
  const { key } = s
  const wanted = missingOf(s).filter((asset) => only === undefined || asset.id === only)
  const all = wanted.length
  const open = new Set(wanted)
  const sounds = files.filter(({ file }) => isSound(file.name))
  const job = s.job(t('Looking for missing files'))
  const done = (asset: AssetRecord, to?: Parameters<typeof relinkAsset>[2]) => {
    open.delete(asset)
    if (to && (to.file !== asset.file || to.hash !== asset.hash))
      s.edit(t('Relink {name}', { name: asset.name }), () => relinkAsset(s.document, asset.id, to))
    found(s, asset.id)
  }
  const failed: string[] = []
  try {
    // By what is in them. Only files that can be long enough are read.
    for (const { file } of sounds) {
      const may = [...open].filter(
        (a) => file.size > a.frames * a.channels && file.size < a.frames * a.channels * SAMPLE_BYTES_MAX + BESIDES,
      )
      if (!may.length) continue
      const hash = await hashOf(file)
      for (const asset of may)
        if (asset.hash === hash) {
          await s.media.put(key, asset.file, file)
          if (s.key !== key) return
          done(asset)
        }
      job.progress((all - open.size) / all / 2)
    }
    // By name: converted on import, a file has another hash than what it came from.
    for (const asset of open) {
      const named = sounds.filter(({ file }) => stem(file.name) === stem(asset.name) || stem(file.name) === stem(asset.file))
      const candidates = only !== undefined && sounds.length === 1 ? sounds : named
      for (const { file } of candidates) {
        try {
          const result = await s.media.import(key, file, s.project.sampleRate, () => {})
          if (s.key !== key) return
          if (result.kind !== 'audio') continue
          const same = result.asset.hash === asset.hash || result.asset.frames === asset.frames
          if (!same && only === undefined) continue
          done(asset, result.asset)
          break
        } catch (error) {
          failed.push(inWords(error))
        }
      }
      job.progress(0.5 + (all - open.size) / all / 2)
    }
  } catch (error) {
    failed.push(inWords(error))
  } finally {
    job.end()
  }
  if (s.key !== key) return
  const n = all - open.size
  for (const line of failed.slice(0, 1)) s.notify(line, true)
  if (open.size)
    s.notify(
      t(
        '{n, plural, =0 {None of the missing files was there} one {# missing file was found} other {# missing files were found}}; {left, plural, one {“{name}” is still missing} other {# are still missing}}. Nothing else was changed. Choose another place.',
        { n, left: open.size, name: [...open][0]!.name },
      ),
      true,
      { title: t('Find…'), run: () => find(s, only) },
    )
  else if (n) {
    dismissMissing(s)
    s.notify(t('{n, plural, one {The missing file was found.} other {All # missing files were found.}}', { n }))
  }
}
/** Takes away messages about files that are no longer missing. */
function dismissMissing(s: Session): void {
  if (s.missing.size) return
  for (const n of s.notices) if (n.action?.title === t('Find…')) s.dismiss(n.id)
}

/** Puts silence of the same length in the place of a missing file, so that the project is whole without it. */
export async function silence(s: Session, id: string): Promise<void> {
  const asset = s.document.get(id) as AssetRecord | undefined
  if (asset?.type !== 'asset' || !s.missing.has(id)) return
  const { key } = s
  try {
    const file = new File(
      [silentWav(asset.frames, asset.sampleRate)],
      t('Silence for {name}', { name: `${asset.name.replace(/\.\w{1,5}$/, '')}.wav` }),
    )
    const result = await s.media.import(key, file, s.project.sampleRate, () => {})
    if (s.key !== key || result.kind !== 'audio') return
    const to = result.asset
    s.edit(t('Replace {name} with silence', { name: asset.name }), () => relinkAsset(s.document, id, to))
    found(s, id)
    dismissMissing(s)
    s.notify(t('“{name}” is silence now.', { name: asset.name }), false, true)
  } catch (error) {
    s.notify(inWords(error), true)
  }
}
/** Mono, 16 bit. The zeros are one piece, named again and again. */
function silentWav(frames: number, sampleRate: number): Blob {
  const bytes = frames * 2
  const head = new DataView(new ArrayBuffer(44))
  const write = (at: number, text: string) => {
    for (let i = 0; i < 4; i++) head.setUint8(at + i, text.charCodeAt(i))
  }
  write(0, 'RIFF')
  head.setUint32(4, 36 + bytes, true)
  write(8, 'WAVE')
  write(12, 'fmt ')
  head.setUint32(16, 16, true)
  head.setUint16(20, 1, true)
  head.setUint16(22, 1, true)
  head.setUint32(24, sampleRate, true)
  head.setUint32(28, sampleRate * 2, true)
  head.setUint16(32, 2, true)
  head.setUint16(34, 16, true)
  write(36, 'data')
  head.setUint32(40, bytes, true)
  const zeros = new Uint8Array(1 << 20)
  const pieces: Uint8Array<ArrayBuffer>[] = Array.from({ length: Math.floor(bytes / zeros.length) }, () => zeros)
  return new Blob([head, ...pieces, zeros.subarray(0, bytes % zeros.length)])
}
