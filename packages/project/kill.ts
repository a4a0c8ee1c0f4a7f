// A process that saves as fast as it can and is killed at random moments, for the promise that a project is always the old or the new one.
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { expect } from 'vitest'
import { openProject, saveProject } from './folder.node.ts'
import { seeded, session } from './random-edits.ts'

/** Its disk is slow and takes a little at a time, so that nearly every kill comes in the middle of a file. */
const SAVER = `import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { saveProject } from './folder.node.ts'
const { writeSync } = fs
const clock = new Int32Array(new SharedArrayBuffer(4))
fs.writeSync = (fd, data, at) => {
  Atomics.wait(clock, 0, 0, 1)
  return writeSync(fd, data, at, Math.min(8192, data.length - at))
}
syncBuiltinESMExports()
const notes = Array.from({ length: 500 }, (_, i) => ({ id: 'note-' + i, type: 'note', clip: 'c', length: 1, key: 60, velocity: 1, text: 'x'.repeat(100) }))
for (let i = 0; ; i++) {
  const project = { id: 'project', type: 'project', name: 'State ' + i, sampleRate: 48000, timecodeRate: '25', timecodeStart: 0 }
  saveProject(process.argv[2], [...notes.map((r) => ({ ...r, at: i })), project])
  if (i === 3) console.log('saving')
}`

/** Each kill comes at another moment; after each, the folder must hold one state, whole, and backups that are whole. */
export async function expectWholeAfterKills(folder: string, kills: number): Promise<void> {
  const program = `${folder}.saver.mjs`
  buildSync({
    stdin: { contents: SAVER, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
  })
  const random = seeded(11)
  for (let kill = 0; kill < kills; kill++) {
    const child: ChildProcess = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    const gone = new Promise((done) => child.once('exit', done))
    await new Promise((done) => child.stdout!.once('data', done))
    await new Promise((done) => setTimeout(done, random() * 40))
    child.kill('SIGKILL')
    await gone
    const { records, lost } = openProject(folder)
    const at = Number(/State (\d+)/.exec(records.get('project')!.name as string)![1])
    const notes = [...records.values()].filter((r) => r.type === 'note')
    expect([lost, notes.length, new Set(notes.map((r) => r.at))]).toEqual([[], 500, new Set([at])])
    for (const name of readdirSync(join(folder, 'backup')))
      if (name.endsWith('.json')) expect(JSON.parse(readFileSync(join(folder, 'backup', name), 'utf8')).records).toHaveLength(501)
  }
  // What the killed ones have left is gone after the next save.
  saveProject(folder, session())
  expect([folder, join(folder, 'backup')].flatMap((f) => readdirSync(f)).filter((f) => f.endsWith('.tmp'))).toEqual([])
}
