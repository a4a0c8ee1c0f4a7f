// An hour of sound through the command: memory stays flat, whatever is converted on the way.
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { craftWav } from '@tonmeister/media/formats/wav/craft.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'

const bin = join(import.meta.dirname, 'bin/tonmeister.mjs')
const SECONDS = 3600
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tonmeister-hour-'))
  spawnSync(process.execPath, [bin, '--version'])
  // An hour of 16 bits in stereo at 44.1 kHz, 606 MiB: a second of noise over and over.
  let s = 1
  const second = new Uint8Array(44_100 * 4).map(() => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0
    return s >>> 24
  })
  const head = craftWav({ channels: 2, rate: 44_100, dataSize: second.length * SECONDS, riffSize: 36 + second.length * SECONDS })
  const fd = openSync(join(folder, 'hour.wav'), 'w')
  writeSync(fd, head)
  for (let i = 0; i < SECONDS; i++) writeSync(fd, second)
  closeSync(fd)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Peak resident memory, MiB. */
function peak(...argv: string[]): number {
  const cli = JSON.stringify(join(import.meta.dirname, '../../dist/cli.mjs'))
  const script = `const { main } = await import(${cli}); process.exitCode = await main(process.argv.slice(1)); process.stderr.write('peak ' + process.resourceUsage().maxRSS)`
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, ...argv], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return Number(/peak (\d+)$/.exec(stderr)![1]) / 1024
}
test.each([
  ['as it is', '44100'],
  ['converted to 48 kHz', '48000'],
])('an hour of sound, %s, is imported, rendered and measured in less than 160 MiB', (_, rate) => {
  const project = join(folder, `project-${rate}`)
  expect(peak('import', join(folder, 'hour.wav'), '-o', project, '--rate', rate)).toBeLessThan(160)
  expect(peak('render', project, '-o', join(folder, 'mix.wav'), '--threads', '1')).toBeLessThan(160)
  expect(statSync(join(folder, 'mix.wav')).size).toBeGreaterThanOrEqual(Number(rate) * 6 * SECONDS)
  expect(peak('measure', join(folder, 'mix.wav'))).toBeLessThan(160)
  rmSync(project, { recursive: true })
  expect(existsSync(project)).toBe(false)
})
test('an hour of media that has another rate than the render is converted while it plays, in less than 160 MiB', () => {
  const project = join(folder, 'other')
  expect(peak('import', join(folder, 'hour.wav'), '-o', project)).toBeLessThan(160)
  expect(peak('render', project, '-o', join(folder, 'mix.wav'), '--rate', '48000', '--threads', '1', '--to', '900')).toBeLessThan(160)
})
