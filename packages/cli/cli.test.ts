// Every verb from end to end, within this process: what it prints, writes, refuses and leaves behind.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytesSource, openAudio } from '@tonmeister/media'
import { type CraftedWav, craftWav, floatBytes, pcmBytes } from '@tonmeister/media/formats/wav/craft.ts'
import type { Rec } from '@tonmeister/project'
import { saveProject } from '@tonmeister/project/folder.node.ts'
import { templates } from '@tonmeister/project/template.ts'
import { base, bus, track } from '@tonmeister/project/templates/empty.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verbs } from './catalog/verbs.ts'
import { type Outcome, run } from './run.ts'

const corpus = join(import.meta.dirname, '../../../shared/corpus')
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tonmeister-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// ── A small language ───────────────────────────────────────────────────────

const at = (...parts: string[]) => join(folder, ...parts)
const FLICKS_PER_SECOND = 705_600_000
/** Everything below a folder: path, size, and when it was last written. */
function snapshot(path = folder): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const stat = lstatSync(join(path, name), { throwIfNoEntry: false })
      return stat?.isFile() ? `${name} ${stat.size} ${stat.mtimeMs}` : name
    })
    .sort()
}
function json(outcome: Outcome): { [key: string]: unknown } {
  expect(outcome.code, outcome.err).toBe(0)
  expect(outcome.out).toMatch(/^\{.*\}\n$/)
  return JSON.parse(outcome.out)
}
/** Exit code 2, nothing on stdout, one sentence and a hint on stderr, nothing changed on disk, quickly. Returns the sentence. */
async function refused(...argv: string[]): Promise<string> {
  const before = snapshot()
  const outcome = await run(argv)
  expect(outcome.code, `${outcome.out}${outcome.err}`).toBe(2)
  expect(outcome.out).toBe('')
  const lines = outcome.err.trimEnd().split('\n')
  // Remarks about the project may come first.
  const [sentence, hint] = lines.slice(-2)
  expect(sentence).toMatch(/[.?]$/)
  expect(hint).toMatch(/\S/)
  expect(outcome.err).not.toMatch(/^\s+at |Error:|node:internal|undefined|\[object|in Tonmeister itself/m)
  expect(snapshot()).toEqual(before)
  expect(outcome.ms).toBeLessThan(5000)
  return sentence!
}
const wav = (name: string, wav: CraftedWav) => {
  writeFileSync(at(name), craftWav(wav))
  return at(name)
}
/** A sine, 16 bits. */
const tone = (rate: number, seconds: number, hz = 440, level = 8000, channels = 1) => ({
  rate,
  channels,
  data: pcmBytes(
    Array.from({ length: Math.round(rate * seconds) * channels }, (_, i) =>
      Math.round(level * Math.sin((2 * Math.PI * hz * Math.floor(i / channels)) / rate)),
    ),
    2,
  ),
})
const audio = (path: string) => {
  const reader = openAudio(bytesSource(new Uint8Array(readFileSync(path))), path)
  const out = Array.from({ length: reader.channels }, () => new Float32Array(reader.frames))
  reader.read(0, out)
  return { reader, out }
}
/** The bytes of the data chunk. */
function soundOf(path: string): Buffer {
  const bytes = readFileSync(path)
  const { reader } = audio(path)
  const data = reader.info.chunks.find((c) => c.id === 'data')!
  return bytes.subarray(data.at, data.at + data.size)
}
/** Two tracks of sound, one through a bus, two seconds long. */
function mixProject(name: string, more: readonly Rec[] = [], sampleRate = 48_000): string {
  const path = at(name)
  mkdirSync(join(path, 'media'), { recursive: true })
  const clip = (id: string, seconds: number): Rec => ({
    id: `clip-${id}`,
    type: 'clip',
    kind: 'audio',
    track: `track-${id}`,
    order: 'a',
    anchor: 'flicks',
    at: seconds * FLICKS_PER_SECOND,
    length: 1.5 * FLICKS_PER_SECOND,
    name: id,
    from: 0,
    asset: `asset-${id}`,
  })
  const records: Rec[] = [
    ...base({ name }),
    ...track('a', 'a1', 'Åsa / "1"', 1),
    ...track('b', 'a2', 'b', 2, { output: 'group' }),
    bus('group', 'm', 'Group', 3),
  ]
  for (const [i, id] of ['a', 'b'].entries()) {
    const bytes = craftWav(tone(sampleRate, 1.5, 300 + 200 * i, 6000, 1 + i))
    writeFileSync(join(path, 'media', `${id}.wav`), bytes)
    records.push(
      {
        id: `asset-${id}`,
        type: 'asset',
        name: `${id}.wav`,
        file: `media/${id}.wav`,
        hash: createHash('sha256').update(bytes).digest('hex'),
        sampleRate,
        channels: 1 + i,
        frames: sampleRate * 1.5,
      },
      clip(id, 0.5 * i),
    )
  }
  saveProject(path, [...records.map((r) => (r.id === 'project' ? { ...r, sampleRate } : r)), ...more])
  return path
}

// ── Help and usage ─────────────────────────────────────────────────────────

describe('help', () => {
  test.each(Object.keys(verbs))('tonmeister %s --help names every option and gives an example; so do -h and help', async (name) => {
    const outcome = await run([name, '--help'])
    expect([outcome.code, outcome.err]).toEqual([0, ''])
    expect(outcome.out.startsWith(`tonmeister ${name}: `)).toBe(true)
    expect(outcome.out).toContain(`Usage: tonmeister ${name} `)
    for (const flag of [...Object.keys(verbs[name as keyof typeof verbs].flags), 'json', 'help']) expect(outcome.out).toContain(`--${flag}`)
    expect(outcome.out.trimEnd().split('\n').at(-1)).toContain(`tonmeister ${name} `)
    for (const argv of [
      [name, '-h'],
      ['help', name],
      [name, 'something', '--help', '--json'],
    ])
      expect((await run(argv)).out).toBe(outcome.out)
  })
  test('tonmeister --help lists every verb; without a verb the same is printed with exit code 2', async () => {
    const { code, out } = await run(['--help'])
    expect(code).toBe(0)
    for (const verb of Object.values(verbs)) expect(out).toContain(`  ${verb.name}`)
    expect(await run([])).toMatchObject({ code: 2, out, err: '' })
    expect((await run(['-h'])).out).toBe(out)
  })
  test('--version is one line', async () => {
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
  test('a mistyped verb or option is answered with the nearest one', async () => {
    expect(await run(['rendr'])).toMatchObject({
      code: 2,
      out: '',
      err: "There is no verb 'rendr'.\nDid you mean 'render'? tonmeister --help lists all.\n",
    })
    expect((await run(['render', 'x', '--ouput', 'y'])).err).toContain('Did you mean --output?')
    expect((await run(['constructor'])).code).toBe(2)
    expect((await run(['__proto__'])).code).toBe(2)
  })
  test.each<[string, string[], string]>([
    ['no project', ['render'], 'Name one project.'],
    ['two projects', ['render', 'a', 'b', '-o', 'x'], 'Name one project.'],
    ['no output', ['render', 'a'], 'Where should the sound go?'],
    ['an option without its value', ['render', 'a', '-o'], 'The option -o, --output needs a value.'],
    ['bits', ['render', 'a', '-o', 'x.wav', '--bits', '12'], '--bits 12 is not possible.'],
    ['rate', ['render', 'a', '-o', 'x.wav', '--rate', '44.1'], '--rate 44.1 is not possible.'],
    ['rate 0', ['render', 'a', '-o', 'x.wav', '--rate', '0'], '--rate 0 is not possible.'],
    ['threads', ['render', 'a', '-o', 'x.wav', '--threads', '0'], '--threads 0 is not possible.'],
    ['block', ['render', 'a', '-o', 'x.wav', '--block', '-5'], '--block -5 is not possible.'],
    ['nothing to import', ['import', '-o', 'x'], 'Which files?'],
    ['nowhere to import', ['import', 'x.wav'], 'Into which project?'],
    ['nothing to measure', ['measure'], 'Name one sound file.'],
    ['nothing to say', ['info'], 'Name one project or file.'],
    ['no name', ['new'], 'Name one folder for the project.'],
    ['no such template', ['new', 'x', '--template', 'nope'], "There is no template 'nope'."],
    ['a template that is no template', ['new', 'x', '--template', 'constructor'], "There is no template 'constructor'."],
  ])('refused: %s', async (_, argv, sentence) => {
    expect(await refused(...argv)).toBe(sentence)
  })
})

// ── new ────────────────────────────────────────────────────────────────────

describe('new', () => {
  test.each(Object.keys(templates))('--template %s makes a project that opens without repair', async (template) => {
    const result = json(await run(['new', at(`new-${template}`), '--template', template, '--json']))
    expect(result).toMatchObject({ path: at(`new-${template}`), template })
    const info = json(await run(['info', at(`new-${template}`), '--json']))
    expect(info.tracks).toBe(result.tracks)
    expect(info.kind).toBe('project')
    expect(JSON.stringify(info)).not.toMatch(/repair/)
  })
  test('without a template it is an empty one, named after its folder', async () => {
    expect(json(await run(['new', at('My Song.tonmeister'), '--json']))).toMatchObject({ template: 'empty', name: 'My Song', tracks: 0 })
  })
  test('a folder that is there and empty is taken, folders above are made', async () => {
    mkdirSync(at('new-there'))
    expect((await run(['new', at('new-there')])).code).toBe(0)
    expect((await run(['new', at('new-a/b/c')])).code).toBe(0)
    expect(existsSync(at('new-a/b/c/project.json'))).toBe(true)
  })
  test('what is there is never written over: a project, any other folder, a file', async () => {
    expect(await refused('new', at('new-empty'))).toBe(`'${at('new-empty')}' is there already and not empty.`)
    mkdirSync(at('other'))
    writeFileSync(at('other', 'thesis.txt'), 'years of work')
    expect(await refused('new', at('other'), '--template', 'demo')).toMatch(/is there already and not empty\.$/)
    expect(await refused('new', at('other', 'thesis.txt'))).toBe(`'${at('other', 'thesis.txt')}' is a file.`)
    expect(await refused('new', at('other', 'thesis.txt', 'x'))).toMatch(/\.$/)
  })
})

// ── import ─────────────────────────────────────────────────────────────────

describe('import', () => {
  test('sound at four rates and a MIDI file become one project at the highest rate of the sounds', async () => {
    const files = [
      wav('kick.wav', tone(44_100, 0.5)),
      wav('snare.wav', tone(48_000, 0.5, 200, 8000, 2)),
      wav('old.wav', tone(8000, 0.5)),
      wav('fine.wav', tone(96_000, 0.5, 1000, 8000, 6)),
    ]
    writeFileSync(at('song.mid'), midi())
    const result = json(await run(['import', ...files, at('song.mid'), '-o', at('mixed.tonmeister'), '--json']))
    expect(result).toMatchObject({ files: 5, sampleRate: 96_000, assets: 4, notes: 1, losses: [] })
    expect(result.tracks).toBe(5)
    const media = readdirSync(at('mixed.tonmeister', 'media'))
    expect(media.length).toBe(4)
    for (const file of media) {
      const { reader } = audio(at('mixed.tonmeister', 'media', file))
      expect([reader.sampleRate, reader.frames]).toEqual([96_000, 48_000])
    }
    const render = json(await run(['render', at('mixed.tonmeister'), '-o', at('mixed.wav'), '--threads', '1', '--json']))
    expect(render.sampleRate).toBe(96_000)
    const measured = json(await run(['measure', at('mixed.wav'), '--json']))
    expect(measured.samplePeakDbfs).toBeGreaterThan(-20)
    expect(measured.seconds).toBe(render.seconds)
  })
  test('the same sound twice is two tracks and one file, also when it comes later', async () => {
    const file = wav('same.wav', tone(48_000, 0.2))
    json(await run(['import', file, file, '-o', at('twice'), '--json']))
    const again = json(await run(['import', file, '-o', at('twice'), '--json']))
    expect(again).toMatchObject({ tracks: 3, assets: 1, clips: 3 })
    expect(readdirSync(at('twice', 'media')).length).toBe(1)
  })
  test('into a project that is there everything else stays as it was, and the state before is kept', async () => {
    const path = mixProject('into')
    const before = JSON.parse(readFileSync(join(path, 'project.json'), 'utf8')).records as Rec[]
    writeFileSync(at('more.mid'), midi())
    json(await run(['import', at('more.mid'), at('more.mid'), wav('more.wav', tone(44_100, 0.2)), '-o', path, '--json']))
    const after = JSON.parse(readFileSync(join(path, 'project.json'), 'utf8')).records as Rec[]
    for (const r of before) expect(after.find((a) => a.id === r.id)).toEqual(r)
    expect(new Set(after.map((r) => r.id)).size).toBe(after.length)
    expect(readdirSync(join(path, 'backup'))).toEqual(['project-1.json'])
  })
  test('--rate decides over a new project; a rate that no project can have does not', async () => {
    const file = wav('rate.wav', tone(44_100, 0.1))
    expect(json(await run(['import', file, '-o', at('rate-1'), '--rate', '96000', '--json'])).sampleRate).toBe(96_000)
    expect(json(await run(['import', wav('slow.wav', tone(4000, 0.1)), '-o', at('rate-2'), '--json'])).sampleRate).toBe(48_000)
  })
  test('a sound file that was cut off is refused and says how much is missing; --partial takes what is there, and says so', async () => {
    const file = wav('cut.wav', { ...tone(48_000, 0.1), dataSize: 96_000 })
    expect(await refused('import', file, '-o', at('cut'))).toBe(
      'cut.wav was not imported: the sound is cut off: the header promises 96000 bytes, 9600 are there.',
    )
    const taken = json(await run(['import', file, '-o', at('cut'), '--partial', '--json']))
    expect(taken.losses).toEqual(['cut.wav: The sound is cut off: the header promises 96000 bytes, 9600 are there.'])
  })
  test('when one of several files cannot be taken, none is: a project that is there stays as it was, a new one is not made', async () => {
    const path = mixProject('all-or-none')
    const good = wav('good.wav', tone(48_000, 0.2, 1234))
    // Its NaN is found only when it is read.
    const bad = wav('bad.wav', { tag: 3, bits: 32, data: floatBytes([...Array(1000).fill(0.1), Number.NaN], 32) })
    const sentence = 'bad.wav was not imported: at frame 1000 it holds a number that is no sound (NaN or infinity).'
    expect(await refused('import', good, bad, '-o', path)).toBe(sentence)
    expect(await refused('import', good, bad, '-o', at('not-made', 'deep'))).toBe(sentence)
  })
  test.skipIf(!existsSync(join(corpus, 'midi')))(
    'every real MIDI file that can be read comes in, with a corpus WAV, and renders (skipped where ../shared/corpus is not there)',
    async () => {
      const songs = readdirSync(join(corpus, 'midi/music')).filter((f) => f.endsWith('.mid'))
      expect(songs.length).toBeGreaterThan(2)
      const sounds = ['wav/scipy/test-8000Hz-le-2ch-1byteu.wav', 'wav/wavinfo/umid.wav', 'wav/music-metadata/riff_adobe_audition.wav']
      const result = json(
        await run([
          'import',
          ...songs.slice(0, 2).map((s) => join(corpus, 'midi/music', s)),
          ...sounds.map((s) => join(corpus, s)),
          '-o',
          at('real'),
          '--json',
        ]),
      )
      expect(result).toMatchObject({ files: 5, assets: 3 })
      expect(result.notes).toBeGreaterThan(50)
      const render = json(await run(['render', at('real'), '-o', at('real.wav'), '--to', '3', '--threads', '1', '--json']))
      expect(render.frames).toBe(3 * (result.sampleRate as number))
      const { out } = audio(at('real.wav'))
      expect(out[0]!.some((x) => Math.abs(x) > 0.01)).toBe(true)
    },
  )
})
/** One note of one quarter. */
function midi(): Uint8Array {
  const events = [0, 0x90, 60, 100, 0x83, 0x60, 0x80, 60, 0, 0, 0xff, 0x2f, 0]
  return new Uint8Array([
    ...Buffer.from('MThd'),
    0,
    0,
    0,
    6,
    0,
    0,
    0,
    1,
    1,
    0xe0,
    ...Buffer.from('MTrk'),
    0,
    0,
    0,
    events.length,
    ...events,
  ])
}

// ── render ─────────────────────────────────────────────────────────────────

describe('render', () => {
  let project = ''
  let whole: { [key: string]: unknown }
  beforeAll(async () => {
    project = mixProject('mix')
    whole = json(await run(['render', project, '-o', at('whole.wav'), '--threads', '1', '--bits', '32f', '--json']))
  })
  test('the result has exactly its keys, and the hash is that of the sound in the file', () => {
    expect(Object.keys(whole)).toEqual(['frames', 'sampleRate', 'channels', 'seconds', 'wallSeconds', 'realtimeFactor', 'sha256'])
    expect(whole).toMatchObject({ sampleRate: 48_000, channels: 2 })
    const { reader } = audio(at('whole.wav'))
    expect([reader.frames, reader.sampleRate, reader.channels]).toEqual([whole.frames, 48_000, 2])
    expect(whole.seconds).toBe((whole.frames as number) / 48_000)
    expect(whole.realtimeFactor).toBeCloseTo((whole.seconds as number) / (whole.wallSeconds as number), 6)
    expect(whole.sha256).toBe(
      createHash('sha256')
        .update(soundOf(at('whole.wav')))
        .digest('hex'),
    )
  })
  test('the sound is the sum of the clips: both sines at their levels', () => {
    const { out } = audio(at('whole.wav'))
    const level = (from: number, to: number, hz: number) => {
      let re = 0
      let im = 0
      for (let i = from; i < to; i++) {
        re += out[0]![i]! * Math.cos((2 * Math.PI * hz * i) / 48_000)
        im += out[0]![i]! * Math.sin((2 * Math.PI * hz * i) / 48_000)
      }
      return (2 * Math.hypot(re, im)) / (to - from)
    }
    const expected = 6000 / 32_768
    // Between 0.6 and 1.4 s both sound, 40 whole periods of the difference.
    expect(level(28_800, 67_200, 300) / expected).toBeCloseTo(1, 2)
    expect(level(28_800, 67_200, 500) / expected).toBeCloseTo(1, 2)
    expect(level(2400, 21_600, 500) / expected).toBeLessThan(0.001)
  })
  test.each([
    ['16', 16, 'pcm'],
    ['24', 24, 'pcm'],
    ['32f', 32, 'float'],
  ])('--bits %s', async (bits, wide, encoding) => {
    json(await run(['render', project, '-o', at('bits.wav'), '--bits', bits, '--threads', '1', '--json']))
    const { reader, out } = audio(at('bits.wav'))
    expect(reader.info).toMatchObject({ bits: wide, encoding })
    const exact = audio(at('whole.wav')).out
    const step = wide === 32 ? 0 : 2 ** (1 - wide)
    // TPDF dither reaches one step, rounding half of one.
    const most = wide === 16 ? 1.5 * step : step / 2
    expect(out[1]!.reduce((m, x, i) => Math.max(m, Math.abs(x - exact[1]![i]!)), 0)).toBeLessThanOrEqual(most)
  })
  test.each([44_100, 96_000])('--rate %i: the same length in seconds, and the same sines', async (rate) => {
    const result = json(
      await run(['render', project, '-o', at('rate.wav'), '--rate', String(rate), '--bits', '32f', '--threads', '1', '--json']),
    )
    expect(result.sampleRate).toBe(rate)
    expect(Math.abs((result.seconds as number) - (whole.seconds as number))).toBeLessThan(0.001)
    const { out } = audio(at('rate.wav'))
    const here = out[0]!.subarray(rate * 0.7, rate * 1.3).reduce((s, x) => s + x * x, 0) / (rate * 0.6)
    const there =
      audio(at('whole.wav'))
        .out[0]!.subarray(48_000 * 0.7, 48_000 * 1.3)
        .reduce((s, x) => s + x * x, 0) /
      (48_000 * 0.6)
    expect(10 * Math.log10(here / there)).toBeCloseTo(0, 2)
  })
  test.each(['1', '32', '128', '500', '4096', '100000'])('--block %s changes no bit', async (block) => {
    const short = ['--bits', '32f', '--threads', '1', '--json', ...(block === '1' ? ['--to', '0.2'] : [])]
    const result = json(await run(['render', project, '-o', at('block.wav'), '--block', block, ...short]))
    if (block === '1') expect(soundOf(at('block.wav')).equals(soundOf(at('whole.wav')).subarray(0, 9600 * 8))).toBe(true)
    else expect(result.sha256).toBe(whole.sha256)
  })
  test.each([
    ['seconds', '0.5', '1.25', 24_000, 60_000],
    ['bars', '1|2', '1|4', 24_000, 72_000],
    ['timecode', '00:00:00:05', '00:00:01:10', 9600, 67_200],
  ])('--from and --to in %s: that stretch of the whole, bit for bit', async (_, from, to, first, last) => {
    const result = json(
      await run(['render', project, '-o', at('slice.wav'), '--from', from, '--to', to, '--bits', '32f', '--threads', '1', '--json']),
    )
    expect(result.frames).toBe(last - first)
    expect(soundOf(at('slice.wav')).equals(soundOf(at('whole.wav')).subarray(first * 8, last * 8))).toBe(true)
  })
  test('--stems: every strip into main as a file that plays beside the others, and their sum is the mix', async () => {
    const result = json(
      await run(['render', project, '-o', at('stems.wav'), '--stems', at('stems'), '--bits', '32f', '--threads', '1', '--json']),
    )
    expect(result.stems).toEqual([at('stems', '01 Åsa 1.wav'), at('stems', '02 Group.wav')])
    expect(result.sha256).toBe(whole.sha256)
    const mix = audio(at('stems.wav')).out
    const stems = (result.stems as string[]).map((file) => audio(file).out)
    for (const c of [0, 1]) {
      const rest = mix[c]!.map((x, i) => x - stems.reduce((sum, stem) => sum + stem[c]![i]!, 0))
      expect(rest.reduce((m, x) => Math.max(m, Math.abs(x)), 0)).toBeLessThan(1e-6)
    }
  })
  test('progress is drawn on a terminal and nowhere else, and cleared at the end', async () => {
    const argv = ['render', project, '-o', at('progress.wav'), '--threads', '1']
    expect((await run(argv)).err).toBe('')
    const { out, err } = await run(argv, { isTerminal: true })
    expect(err).toMatch(/Rendering \d+ %/)
    expect(err.endsWith('\r\x1b[K')).toBe(true)
    expect(out).toMatch(/^[^\n]*times real time\n$/)
    const quiet = await run([...argv, '--json'], { isTerminal: true })
    expect(JSON.parse(quiet.out)).toMatchObject({ channels: 2 })
  })
  test('media that is missing is named, and its clips are silent', async () => {
    const path = mixProject('missing')
    rmSync(join(path, 'media/a.wav'))
    const outcome = await run(['render', path, '-o', at('missing.wav'), '--threads', '1'])
    expect([outcome.code, outcome.err]).toEqual([0, "'media/a.wav' is missing: the clips that use it are silent.\n"])
    expect(
      audio(at('missing.wav'))
        .out[0]!.subarray(0, 20_000)
        .every((x) => x === 0),
    ).toBe(true)
  })
  test('media that cannot be read, or was cut off, is named; the rest plays', async () => {
    const path = mixProject('damaged')
    const whole = audio(at('whole.wav')).out
    const a = readFileSync(join(path, 'media/a.wav'))
    writeFileSync(join(path, 'media/a.wav'), 'not a WAV at all')
    const outcome = await run(['render', path, '-o', at('damaged.wav'), '--bits', '32f', '--threads', '1'])
    expect([outcome.code, outcome.err]).toEqual([
      0,
      'media/a.wav is not a sound file that can be read. The clips that use it are silent.\n',
    ])
    expect(
      audio(at('damaged.wav'))
        .out[0]!.subarray(0, 20_000)
        .every((x) => x === 0),
    ).toBe(true)
    expect(audio(at('damaged.wav')).out[0]!.subarray(80_000, 90_000)).toEqual(whole[0]!.subarray(80_000, 90_000))
    writeFileSync(join(path, 'media/a.wav'), a.subarray(0, 44 + 20_000))
    const cut = await run(['render', path, '-o', at('damaged.wav'), '--bits', '32f', '--threads', '1'])
    expect([cut.code, cut.err]).toEqual([0, 'media/a.wav: The sound is cut off: the header promises 144000 bytes, 20000 are there.\n'])
    const { out } = audio(at('damaged.wav'))
    expect(out[0]!.subarray(0, 9000)).toEqual(whole[0]!.subarray(0, 9000))
    expect(out[0]!.subarray(10_100, 20_000).every((x) => x === 0)).toBe(true)
  })
  test('a link as output stays a link, and a file that is there is replaced only when the new one is complete', async () => {
    writeFileSync(at('linked.wav'), 'old')
    symlinkSync(at('linked.wav'), at('link.wav'))
    json(await run(['render', project, '-o', at('link.wav'), '--to', '0.1', '--threads', '1', '--json']))
    expect(audio(at('linked.wav')).reader.frames).toBe(4800)
    expect(snapshot().filter((f) => f.includes('.tmp'))).toEqual([])
  })
})
describe('render is refused, and nothing is changed', () => {
  let project = ''
  beforeAll(() => {
    project = mixProject('refused')
    writeFileSync(at('plain.txt'), 'x')
  })
  test.each<[string, () => string[], RegExp]>([
    ['no such project', () => [at('nowhere'), '-o', at('x.wav')], /does not exist\.$/],
    ['a sound file for a project', () => [wav('no-project.wav', tone(48_000, 0.1)), '-o', at('x.wav')], /is not a Tonmeister project\.$/],
    ['a folder that is no project', () => [folder, '-o', at('x.wav')], /holds no project\.json\.$/],
    ['an output folder that does not exist', () => [project, '-o', at('no', 'x.wav')], /^The folder of '.*' does not exist\.$/],
    ['a folder as output', () => [project, '-o', folder], /is a folder\.$/],
    ['a file in the way of the output folder', () => [project, '-o', at('plain.txt', 'x.wav')], /\.$/],
    ['its own project.json as output', () => [project, '-o', join(project, 'project.json')], /belongs to the project itself\.$/],
    ['its own media as output', () => [project, '-o', join(project, 'media', 'a.wav')], /belongs to the project itself\.$/],
    ['its own media as stems', () => [project, '-o', at('x.wav'), '--stems', join(project, 'media')], /belongs to the project itself\.$/],
    ['a file for the stems', () => [project, '-o', at('x.wav'), '--stems', at('plain.txt')], /is a file\.$/],
    ['a stem on top of the mix', () => [project, '-o', at('02 Group.wav'), '--stems', folder], /is also the name of a stem\.$/],
    [
      'an end before the beginning',
      () => [project, '-o', at('x.wav'), '--from', '2', '--to', '1'],
      /^There is nothing between these positions\.$/,
    ],
    ['a position that is none', () => [project, '-o', at('x.wav'), '--from', 'chorus'], /^'chorus' is no position\.$/],
    ['a position below zero', () => [project, '-o', at('x.wav'), '--from', '-1'], /^'-1' is no position\.$/],
    ['a name that is too long', () => [project, '-o', at(`${'x'.repeat(300)}.wav`)], /\.$/],
    ['a full disk', () => [project, '-o', '/dev/full'], /^'\/dev\/full' cannot be written \(ENOSPC\)\.$/],
    [
      'a full disk, with stems in a new folder',
      () => [project, '-o', '/dev/full', '--stems', at('new-stems')],
      /^'\/dev\/full' cannot be written \(ENOSPC\)\.$/,
    ],
  ])('%s', async (_, argv, sentence) => {
    const args = argv()
    if (args.includes('/dev/full') && !existsSync('/dev/full')) return
    expect(await refused('render', ...args, '--threads', '1')).toMatch(sentence)
  })
  test('a circle in the routing, by output or by send, is named', async () => {
    const circle = mixProject('circle', [
      { id: 'send-1', type: 'send', strip: 'group', target: 'strip-b', order: 'a', gain: 0, pre: false },
    ])
    expect(await refused('render', circle, '-o', at('x.wav'))).toMatch(
      /^The routing of the project goes in a circle: .*(b → Group|Group → b).*\.$/,
    )
    const loop = mixProject('loop', [
      { ...bus('second', 'n', 'Second', 1), output: 'third' } as Rec,
      { ...bus('third', 'o', 'Third', 1), output: 'second' } as Rec,
    ])
    expect(await refused('render', loop, '-o', at('x.wav'))).toMatch(/goes in a circle/)
  })
  test('a project from a newer version', async () => {
    const path = mixProject('newer')
    const file = join(path, 'project.json')
    const content = JSON.parse(readFileSync(file, 'utf8'))
    const versionKey = Object.keys(content).find((k) => typeof content[k] === 'number')!
    writeFileSync(file, JSON.stringify({ ...content, [versionKey]: content[versionKey] + 1000 }))
    expect(await refused('render', path, '-o', at('x.wav'))).toMatch(
      /^The project was saved in format \d+; this program reads up to \d+\.$/,
    )
    expect(await refused('import', wav('n.wav', tone(48_000, 0.1)), '-o', path)).toMatch(
      /^The project was saved in format \d+; this program reads up to \d+\.$/,
    )
    expect(await refused('info', path)).toMatch(/^The project was saved in format \d+; this program reads up to \d+\.$/)
  })
  test.each([
    ['empty', ''],
    ['cut off', '{"format":"tonmeister","records":['],
    ['no object', '[]'],
    ['not text', '\0\xff\xfe'],
    ['nested without end', '['.repeat(200_000)],
  ])('a project.json that is %s', async (name, text) => {
    mkdirSync(at(`broken-${name}`))
    writeFileSync(at(`broken-${name}`, 'project.json'), text)
    expect(await refused('render', at(`broken-${name}`), '-o', at('x.wav'))).toMatch(/\.$/)
  })
  test('an empty project has nothing to render', async () => {
    await run(['new', at('nothing')])
    expect(await refused('render', at('nothing'), '-o', at('x.wav'))).toBe('The project has no clips: there is nothing to render.')
  })
})

// ── Hostile sound files ────────────────────────────────────────────────────

describe('sound files that are none, or lie', () => {
  const sound = pcmBytes([1, 2, 3, 4], 2)
  const hostile: [string, Uint8Array][] = [
    ['empty', new Uint8Array()],
    ['text', new TextEncoder().encode('not a WAV at all')],
    ['truncated in the header', craftWav({ data: sound }).subarray(0, 30)],
    ['truncated to its header', craftWav({ data: sound }).subarray(0, 44)],
    ['zero channels', craftWav({ channels: 0, block: 2, data: sound })],
    ['a rate of zero', craftWav({ rate: 0, data: sound })],
    ['one sample per second', craftWav({ rate: 1, data: sound })],
    ['65535 channels', craftWav({ channels: 65_535, block: 4, data: sound })],
    ['a format chunk of 2³² bytes', craftWav({ first: [{ id: 'fmt ', bytes: sound, size: 0xfffffff0 }], data: sound })],
    ['no format', craftWav({ hasFormat: false, data: sound })],
    ['no data', craftWav({ hasData: false })],
    ['MP3 inside', craftWav({ tag: 85, data: sound })],
    ['NaN', craftWav({ tag: 3, bits: 32, data: floatBytes([0, Number.NaN, 0], 32) })],
  ]
  test.each(hostile)('%s: measure and import refuse it in words', async (name, bytes) => {
    const file = at(`hostile ${name}.wav`)
    writeFileSync(file, bytes)
    expect(await refused('measure', file)).toMatch(/\.$/)
    expect(await refused('import', file, '-o', at('hostile-project'))).toMatch(/\.$/)
    expect(await refused('import', file, '-o', at('twice'))).toMatch(/\.$/)
  })
  test.each<[string, CraftedWav]>([
    ['truncated in the sound', { data: sound, dataSize: 5_000_000 }],
    ['2³² frames promised by ds64', { container: 'RF64', ds64: { data: 2 ** 33, frames: 2 ** 32 }, dataSize: 0xffffffff, data: sound }],
    ['4 GiB promised beside an honest size', { dataSize: 0xffffffff, data: sound }],
  ])('%s: import refuses it in words', async (name, lie) => {
    expect(await refused('import', wav(`lie ${name}.wav`, lie), '-o', at('lie-project'))).toMatch(
      /the sound is cut off: the header promises \d+ bytes, 8 are there\.$/,
    )
  })
  test('a folder, a file that is not there, a device', async () => {
    for (const path of [folder, at('not-there.wav'), ...(existsSync('/dev/zero') ? ['/dev/zero'] : [])]) {
      expect(await refused('measure', path)).toMatch(/\.$/)
      expect(await refused('import', path, '-o', at('hostile-project'))).toMatch(/\.$/)
      if (path !== folder) expect(await refused('info', path)).toMatch(/\.$/)
    }
  })
  test.skipIf(process.getuid?.() === 0)(
    'a file that may not be read, a folder that may not be written (skipped for root, who may)',
    async () => {
      const file = wav('locked.wav', tone(48_000, 0.1))
      chmodSync(file, 0)
      expect(await refused('measure', file)).toMatch(/\.$/)
      expect(await refused('import', file, '-o', at('locked-project'))).toMatch(/\.$/)
      mkdirSync(at('locked'))
      chmodSync(at('locked'), 0o500)
      expect(await refused('new', at('locked', 'x'))).toMatch(/\.$/)
      expect(await refused('render', at('mix'), '-o', at('locked', 'x.wav'), '--threads', '1')).toMatch(/\.$/)
      chmodSync(at('locked'), 0o700)
      chmodSync(file, 0o600)
    },
  )
  test('info of a MIDI file and of a project', async () => {
    writeFileSync(at('info.mid'), midi())
    expect(json(await run(['info', at('info.mid'), '--json']))).toMatchObject({
      kind: 'midi',
      name: 'info.mid',
      tracks: 1,
      notes: 1,
      losses: [],
    })
    const path = mixProject('info-project')
    const info = json(await run(['info', path, '--json']))
    expect(info).toMatchObject({
      kind: 'project',
      name: 'info-project',
      sampleRate: 48_000,
      seconds: 2,
      tracks: 2,
      strips: 4,
      clips: 2,
      media: 2,
      bpm: 120,
    })
    expect(info).toMatchObject({ timecodeRate: '25', timecodeStart: '00:00:00:00', timecodeEnd: '00:00:02:00', problems: [] })
    expect(json(await run(['info', join(path, 'project.json'), '--json']))).toEqual(info)
    expect((await run(['info', path])).out).toContain('info-project')
  })
  test('info says what a sound file holds, and what is wrong with it', async () => {
    const file = wav('info.wav', { ...tone(48_000, 0.1, 440, 8000, 2), dataSize: 96_000 })
    expect(await refused('info', file)).toBe(
      'info.wav is not whole: the sound is cut off: the header promises 96000 bytes, 19200 are there.',
    )
    expect(json(await run(['info', file, '--partial', '--json']))).toEqual({
      kind: 'audio',
      name: 'info.wav',
      container: 'RIFF',
      encoding: 'pcm',
      bits: 16,
      channels: 2,
      sampleRate: 48_000,
      frames: 4800,
      seconds: 0.1,
      warnings: ['The sound is cut off: the header promises 96000 bytes, 19200 are there.'],
    })
    expect((await run(['info', file, '--partial'])).out).toBe(
      'info.wav: RIFF pcm, 16 bits, 2 channels, 48000 Hz, 0.100 s\n  The sound is cut off: the header promises 96000 bytes, 19200 are there.\n',
    )
  })
})

test('a mix over full scale is clipped in an integer file, and that is said; a float file keeps it', async () => {
  const file = wav('loud.wav', tone(48_000, 0.2, 1000, 30_000))
  json(await run(['import', file, file, file, '-o', at('over'), '--json']))
  const clipped = await run(['render', at('over'), '-o', at('over.wav'), '--threads', '1', '--json'])
  expect([clipped.code, clipped.err]).toEqual([
    0,
    expect.stringMatching(/^\d+ samples were clipped: the mix goes 8\.8 dB over full scale\. /),
  ])
  const kept = await run(['render', at('over'), '-o', at('over32.wav'), '--bits', '32f', '--threads', '1', '--json'])
  expect([kept.code, kept.err]).toEqual([0, ''])
})
