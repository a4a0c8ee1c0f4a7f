// tonmeister measure and tonmeister check, as a user calls them: what they print, what JSON they give, and with which exit code.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { createAudio } from '@tonmeister/media'
import { fileSink } from '@tonmeister/media/files.node.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main } from '../main.ts'

const RATE = 48_000
const folder = mkdtempSync(join(tmpdir(), 'tonmeister-measure-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)

/** Calls the command line in this process. */
async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const stream = (to: 'out' | 'err') =>
    new Writable({
      write(chunk, _, done) {
        said[to] += chunk
        done()
      },
    }) as unknown as NodeJS.WriteStream
  const before = ['SIGINT', 'SIGTERM'].map((signal) => process.listeners(signal as NodeJS.Signals))
  const code = await main(argv, { out: stream('out'), err: stream('err') })
  for (const [i, signal] of (['SIGINT', 'SIGTERM'] as const).entries())
    for (const listener of process.listeners(signal)) if (!before[i]!.includes(listener)) process.removeListener(signal, listener)
  return { code, ...said }
}
const json = async (...argv: string[]) => {
  const { code, out, err } = await run(...argv, '--json')
  return { code, err, result: JSON.parse(out) }
}
/** Writes a 32-bit float WAV of `frames` frames. */
function write(name: string, channels: number, frames: number, sample: (n: number, channel: number) => number, sampleRate = RATE): string {
  const writer = createAudio(fileSink(at(name)), { sampleRate, channels, bits: 32 })
  writer.write(Array.from({ length: channels }, (_, c) => Float32Array.from({ length: frames }, (_, n) => sample(n, c))))
  writer.close()
  // The writer lets nothing through that is no sound: what is to be broken is broken afterwards. The sound is the end of the file.
  const bytes = readFileSync(at(name))
  for (let n = 0; n < frames; n++)
    for (let c = 0; c < channels; c++) {
      const value = sample(n, c)
      if (!Number.isFinite(value)) bytes.writeFloatLE(value, bytes.length - (frames - n) * channels * 4 + c * 4)
    }
  writeFileSync(at(name), bytes)
  return at(name)
}
function cut(): string {
  const bytes = readFileSync(standard)
  writeFileSync(at('cut.wav'), bytes.subarray(0, bytes.length >> 1))
  return at('cut.wav')
}
const tone = (db: number, hz = 1000, rate = RATE) => {
  const amplitude = 10 ** (db / 20)
  return (n: number) => amplitude * Math.sin((2 * Math.PI * n * hz) / rate)
}
const KEYS = [
  'integratedLufs',
  'loudnessRangeLu',
  'maxMomentaryLufs',
  'maxShortTermLufs',
  'truePeakDbtp',
  'samplePeakDbfs',
  'channels',
  'sampleRate',
  'seconds',
]

let standard: string
const text = at('text.txt')
beforeAll(() => {
  writeFileSync(text, 'no sound at all, only text')
  standard = write('standard.wav', 2, 5 * RATE, tone(-23))
})

describe('tonmeister measure', () => {
  test('--json gives exactly the nine fields, and nothing else on stdout or stderr', async () => {
    const { code, err, result } = await json('measure', standard)
    expect([code, err]).toEqual([0, ''])
    expect(Object.keys(result)).toEqual(KEYS)
    expect(result).toMatchObject({ channels: 2, sampleRate: RATE, seconds: 5 })
    for (const field of ['integratedLufs', 'maxMomentaryLufs', 'maxShortTermLufs']) expect(Math.abs(result[field] + 23)).toBeLessThan(0.1)
    for (const field of ['truePeakDbtp', 'samplePeakDbfs']) expect(Math.abs(result[field] + 23)).toBeLessThan(0.01)
  })
  test('for people every value has its unit and one decimal', async () => {
    const { code, out } = await run('measure', standard)
    expect(code).toBe(0)
    expect(out).toMatch(/^Integrated +[−-]23\.0 LUFS$/m)
    expect(out).toMatch(/^Loudness range +0\.0 LU$/m)
    expect(out).toMatch(/^True peak +[−-]23\.0 dBTP$/m)
    expect(out).toMatch(/^Sample peak +[−-]23\.0 dBFS$/m)
    expect(out).toContain('2 channels, 48000 Hz')
  })
  test('silence is null in JSON and −∞ in words', async () => {
    const silence = write('silence.wav', 2, RATE, () => 0)
    const { code, result } = await json('measure', silence)
    expect(code).toBe(0)
    expect(result).toMatchObject({
      integratedLufs: null,
      loudnessRangeLu: 0,
      maxMomentaryLufs: null,
      truePeakDbtp: null,
      samplePeakDbfs: null,
    })
    const { out } = await run('measure', silence)
    expect(out).toMatch(/^Integrated +−∞ LUFS$/m)
  })
  test('less than 400 ms has peaks but no integrated loudness', async () => {
    const { code, result } = await json('measure', write('short.wav', 2, 0.3 * RATE, tone(-6)))
    expect(code).toBe(0)
    expect(result.integratedLufs).toBeNull()
    expect(Math.abs(result.samplePeakDbfs + 6)).toBeLessThan(0.01)
    expect(result.seconds).toBeCloseTo(0.3, 9)
  })
  test('mono reads 3 LU less than the same in two channels', async () => {
    const { result } = await json('measure', write('mono.wav', 1, RATE, tone(-20)))
    expect(Math.abs(result.integratedLufs + 23)).toBeLessThan(0.1)
    expect(result.channels).toBe(1)
  })
  test('the LFE of 5.1 does not count, nor does the mask of a file change its surrounds', async () => {
    const { result } = await json(
      'measure',
      write('lfe.wav', 6, RATE, (n, c) => (c === 3 ? tone(-3)(n) : 0)),
    )
    expect(result.integratedLufs).toBeNull()
    expect(result.samplePeakDbfs).toBeGreaterThan(-3.1)
    const surround = await json(
      'measure',
      write('surround.wav', 6, RATE, (n, c) => (c === 4 ? tone(-20, 997)(n) : 0)),
    )
    expect(Math.abs(surround.result.integratedLufs - (-23.01 + 10 * Math.log10(1.41)))).toBeLessThan(0.01)
  })
  test('the channel mask of a file says where its loudspeakers stand: the third of LCRS is the centre, of quadro a surround', async () => {
    const quadro = write('quadro.wav', 4, RATE, (n, c) => (c === 2 ? tone(-20, 997)(n) : 0))
    const bytes = readFileSync(quadro)
    // The mask stands 20 bytes into the fmt chunk, which follows a JUNK chunk of 28.
    expect(bytes.readUInt32LE(76)).toBe(0x33)
    bytes.writeUInt32LE(0x107, 76)
    writeFileSync(at('lcrs.wav'), bytes)
    expect(Math.abs((await json('measure', quadro)).result.integratedLufs - (-23.01 + 10 * Math.log10(1.41)))).toBeLessThan(0.01)
    expect(Math.abs((await json('measure', at('lcrs.wav'))).result.integratedLufs + 23.01)).toBeLessThan(0.01)
  })
  test('32 channels are measured', async () => {
    const { code, result } = await json('measure', write('many.wav', 32, RATE, tone(-40)))
    expect(code).toBe(0)
    expect(result.channels).toBe(32)
    expect(Math.abs(result.integratedLufs - (-43.01 + 10 * Math.log10(32)))).toBeLessThan(0.1)
  })
  test.each<[string, () => string, RegExp]>([
    ['a NaN', () => write('nan.wav', 2, RATE, (n) => (n === 777 ? Number.NaN : 0.1)), /nan\.wav cannot be measured: at frame 777 .*NaN/],
    ['an infinity', () => write('inf.wav', 1, RATE, (n) => (n === 5 ? Infinity : 0.1)), /at frame 5/],
    ['200 channels', () => write('channels.wav', 200, 100, () => 0.1), /channels\.wav cannot be measured. 200 channels/],
    ['a rate of 100 Hz', () => write('slow.wav', 1, 100, () => 0.1, 100), /slow\.wav cannot be measured. .*100 Hz/],
    [
      'sound that was cut off',
      () => cut(),
      /cut\.wav was not measured: the sound is cut off: the header promises \d+ bytes, \d+ are there/,
    ],
    ['no frames', () => write('empty.wav', 2, 0, () => 0), /empty\.wav has no sound in it/],
    ['no sound file', () => text, /text\.txt is not a sound file/],
    ['no file', () => at('missing.wav'), /missing\.wav.*(cannot be opened|not there)/],
    ['a folder', () => folder, /not a file/],
  ])('%s ends with exit code 2, a sentence and a hint', async (_, make, sentence) => {
    const { code, out, err } = await run('measure', make(), '--json')
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(sentence)
    expect(err.trim().split('\n')).toHaveLength(2)
    expect(err).not.toContain('Tonmeister itself')
  })
  test('--partial measures what is there of one that was cut off, and says so', async () => {
    const { code, err, result } = await json('measure', cut(), '--partial')
    expect([code, result.seconds > 2.4 && result.seconds < 2.6]).toEqual([0, true])
    expect(err).toMatch(/cut off/)
  })
  test('without a file, or with two, it says how it is called', async () => {
    for (const argv of [[], [standard, standard]])
      expect(await run('measure', ...argv)).toMatchObject({ code: 2, err: expect.stringMatching(/FILE/) })
  })
})

describe('tonmeister check', () => {
  test('a file that may be delivered: exit code 0, pass, every finding with its fields', async () => {
    const { code, result } = await json('check', standard, '--spec', 'ebu-r128')
    expect(code).toBe(0)
    expect(Object.keys(result)).toEqual(['spec', 'pass', 'findings'])
    expect(result).toMatchObject({ spec: 'ebu-r128', pass: true })
    expect(result.findings.map((f: { check: string }) => f.check)).toEqual(['integrated', 'true-peak'])
    for (const finding of result.findings)
      expect(Object.keys(finding).filter((k) => k !== 'at')).toEqual(['check', 'pass', 'value', 'limit', 'unit', 'message'])
  })
  test('a file that may not: exit code 1, and a sentence that says by how much and what to do', async () => {
    const { code, result } = await json('check', standard, '--spec', 'spotify')
    expect([code, result.pass]).toEqual([1, false])
    expect(result.findings[0]).toMatchObject({ check: 'integrated', pass: false, value: -23, unit: 'LUFS' })
    expect(result.findings[0].message).toMatch(/8\.0 LU below .* Raise the main fader by 9\.0 dB/)
    const { code: again, out } = await run('check', standard, '--spec', 'spotify')
    expect(again).toBe(1)
    expect(out).toMatch(/^FAIL {2}Integrated loudness is −23\.0 LUFS/m)
    expect(out).toMatch(/standard\.wav does not pass Spotify/)
  })
  test.each([
    ['ebu128', 'ebu-r128'],
    ['netflx', 'netflix'],
    ['podcasts', 'podcast'],
    ['a85', 'atsc-a85'],
  ])('the unknown specification %s ends with exit code 2 and the nearest name, %s', async (unknown, near) => {
    const { code, out, err } = await run('check', standard, '--spec', unknown, '--json')
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(`There is no specification '${unknown}'.`)
    expect(err).toContain(`Did you mean '${near}'?`)
  })
  test('names that only JavaScript knows are no specifications', async () => {
    for (const name of ['constructor', 'toString', '__proto__', ''])
      expect(await run('check', standard, '--spec', name)).toMatchObject({
        code: 2,
        err: expect.stringContaining(`There is no specification '${name}'`),
      })
  })
  test('without a specification it lists them; capital letters do not matter', async () => {
    expect(await run('check', standard)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/Which specification\?\n.*ebu-r128, .*netflix/),
    })
    expect((await run('check', standard, '--spec', 'EBU-R128')).code).toBe(0)
  })
  test('silence, too short a file and a mono podcast are judged in words', async () => {
    const silence = await json(
      'check',
      write('still.wav', 2, RATE, () => 0),
      '--spec',
      'ebu-r128',
    )
    expect(silence.code).toBe(1)
    expect(silence.result.findings[0]).toMatchObject({ value: null, pass: false, message: expect.stringContaining('silent') })
    const short = await json('check', write('blip.wav', 2, 0.2 * RATE, tone(-23)), '--spec', 'ebu-r128')
    expect(short.code).toBe(1)
    expect(short.result.findings[0]).toMatchObject({ value: null, message: expect.stringContaining('too short') })
    expect((await run('check', write('voice.wav', 1, RATE, tone(-16)), '--spec', 'podcast')).code).toBe(0)
  })
  test('a file that cannot be measured is no verdict: exit code 2', async () => {
    const broken = write('broken.wav', 2, RATE, (n) => (n === 9 ? Number.NaN : 0.1))
    expect(await run('check', broken, '--spec', 'ebu-r128', '--json')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('frame 9'),
    })
  })
  test('a project is rendered and judged without writing anything', async () => {
    const project = at('song.tonmeister')
    expect((await run('import', write('take.wav', 2, 2 * RATE, tone(-14)), '-o', project)).code).toBe(0)
    const files = () => readdirSync(folder, { recursive: true }).map((file) => `${file} ${statSync(at(String(file))).mtimeMs}`)
    const before = files()
    const { code, result } = await json('check', project, '--spec', 'spotify')
    expect(files()).toEqual(before)
    // Faders stand at 0 dB: the file comes out as loud as it went in.
    expect(result.findings[0]).toMatchObject({ check: 'integrated', value: -14, pass: true })
    expect([code, result.pass]).toEqual([0, true])
    expect((await json('check', project, '--spec', 'ebu-r128')).code).toBe(1)
    const { err, code: empty } = await run('new', at('nothing.tonmeister')).then(() =>
      run('check', at('nothing.tonmeister'), '--spec', 'spotify'),
    )
    expect(empty).toBe(2)
    expect(err).toContain('nothing to check')
  })
})
