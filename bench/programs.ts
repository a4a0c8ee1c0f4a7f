// The programs that a workload is measured with: C references, peers, and how each is prepared. Names are those of the workloads' own tables.
import { execFileSync } from 'node:child_process'
import { accessSync, constants, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Program {
  readonly name: string
  readonly threads: number
  readonly command: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Runs at most; slow ones say 1. */
  readonly runsMax?: number
}
export interface Absent {
  readonly name: string
  readonly why: string
}
export interface Place {
  /** The folder with the workloads: SPEC.md, gen/, ref/, w1/ … */
  readonly bench: string
  /** Where inputs, programs and outputs go. */
  readonly work: string
}

const has = (program: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
const ladspa = (...libraries: string[]) => libraries.every((library) => existsSync(`/usr/lib/ladspa/${library}.so`))

/** Makes the inputs once: 32 tracks, two ten-minute programmes, an impulse response (0.9 GB, about half a minute). */
export function makeInputs({ bench, work }: Place): void {
  mkdirSync(join(work, 'out'), { recursive: true })
  mkdirSync(join(work, 'bin'), { recursive: true })
  // The last file that the generator writes.
  if (existsSync(join(work, 'in/w4.mid'))) return
  execFileSync(process.execPath, [join(bench, 'gen/gen_inputs.mjs'), work], { stdio: 'ignore' })
}

/** Compiles a C reference once. @returns why not, or undefined */
function compileC(
  { bench, work }: Place,
  source: string,
  name: string,
  flags: readonly string[],
  libraries: readonly string[],
): string | undefined {
  const program = join(work, 'bin', name)
  if (existsSync(program)) return undefined
  const cc = ['cc', 'gcc', 'clang'].find(has)
  if (!cc) return 'no C compiler'
  try {
    execFileSync(cc, ['-O3', ...flags, '-w', join(bench, 'ref', source), '-o', program, ...libraries], { stdio: 'pipe' })
    return undefined
  } catch (error) {
    const first = String((error as { stderr?: Buffer }).stderr ?? error)
      .split('\n')
      .find((line) => /error/.test(line))
    return `does not compile here: ${first?.replace(/^.*error: /, '') ?? 'see the compiler'}`
  }
}
const generated = ({ bench, work }: Place, script: string, file: string) => {
  const text = execFileSync(process.execPath, [join(bench, script)], { env: { ...process.env, PEERS_WORK: work }, maxBuffer: 1 << 26 })
  writeFileSync(join(work, file), text)
}
/** Lets SuperCollider's language write a score. It hangs at its exit: the time limit is part of the way. */
function superColliderScore({ bench, work }: Place, script: string, params: string | undefined, score: string): string | undefined {
  if (!has('scsynth')) return 'scsynth is not installed'
  if (existsSync(join(work, score))) return undefined
  if (!has('sclang')) return 'its score needs sclang, which is not installed'
  if (params) generated({ bench, work }, params, 'w1_params.txt')
  try {
    execFileSync('sclang', [join(bench, script)], {
      env: { ...process.env, PEERS_WORK: work, QT_QPA_PLATFORM: 'offscreen', QTWEBENGINE_DISABLE_SANDBOX: '1' },
      stdio: 'ignore',
      timeout: 40_000,
    })
  } catch {
    // As said.
  }
  return existsSync(join(work, score)) ? undefined : 'sclang made no score'
}

/** References and peers of a workload, those that are here and those that are not. */
export function others(workload: string, place: Place): { programs: Program[]; absent: Absent[] } {
  const { bench, work } = place
  const programs: Program[] = []
  const absent: Absent[] = []
  const add = (
    why: string | undefined,
    name: string,
    threads: number,
    command: readonly string[],
    more: { env?: NodeJS.ProcessEnv; runsMax?: number } = {},
  ) => {
    if (why) absent.push({ name, why })
    else programs.push({ name, threads, command, ...more, env: { PEERS_WORK: work, LADSPA_PATH: '/usr/lib/ladspa', ...more.env } })
  }
  const bin = (name: string) => join(work, 'bin', name)
  const out = (name: string) => join(work, 'out', name)
  const missing = (program: string) => (has(program) ? undefined : 'not installed')

  if (workload === 'W1') {
    const why = compileC(place, 'w1ref.c', 'w1ref_sse2', ['-ffast-math', '-fno-finite-math-only', '-msse2', '-DVL=4'], ['-lm', '-lpthread'])
    add(why, 'c-scalar', 1, [bin('w1ref_sse2'), work, out('w1_c_scalar.wav'), 'scalar', '1'])
    add(why, 'c-simd-128', 1, [bin('w1ref_sse2'), work, out('w1_c_simd.wav'), 'simd', '1'])
    add(why, 'c-simd-128', 2, [bin('w1ref_sse2'), work, out('w1_c_simd_2.wav'), 'simd', '1', '2'])
    add(superColliderScore(place, 'w1/strip.scd', 'w1/gen_scp.mjs', 'w1.osc'), 'scsynth_nrt', 1, [
      'scsynth',
      '-N',
      join(work, 'w1.osc'),
      '_',
      out('w1_scsynth.wav'),
      '48000',
      'WAV',
      'int24',
      '-o',
      '2',
      '-z',
      '64',
      '-m',
      '131072',
    ])
    const ecasound =
      missing('ecasound') ??
      (ladspa('butterworth_1902', 'triple_para_1204', 'sc4_1882', 'fast_lookahead_limiter_1913', 'cmt')
        ? undefined
        : 'its LADSPA plugins (swh-plugins, cmt) are not installed')
    if (!ecasound) generated(place, 'w1/gen_eca.mjs', 'w1_eca.sh')
    add(ecasound, 'ecasound_ladspa', 1, ['sh', join(work, 'w1_eca.sh')])
    const csound = missing('csound')
    if (!csound) generated(place, 'w1/gen_csd.mjs', 'w1.csd')
    add(csound, 'csound', 1, ['csound', '-d', '-m0', '--nodisplays', '-W', '-3', '-o', out('w1_csound.wav'), join(work, 'w1.csd')])
    add(csound, 'csound_j2', 2, [
      'csound',
      '-j2',
      '-d',
      '-m0',
      '--nodisplays',
      '-W',
      '-3',
      '-o',
      out('w1_csound_j2.wav'),
      join(work, 'w1.csd'),
    ])
    const ffmpeg = missing('ffmpeg') ?? (ladspa('cmt') ? undefined : 'its reverb (LADSPA cmt) is not installed')
    if (!ffmpeg) generated(place, 'w1/gen_ffmpeg.mjs', 'w1_ff.txt')
    add(ffmpeg, 'ffmpeg_1thr', 1, ['sh', join(bench, 'w1/ffmpeg.sh'), '1'], { runsMax: 1 })
  } else if (workload === 'W2') {
    const programme = join(work, 'in/prog48.wav')
    const ffmpeg = (filter: string) => ['ffmpeg', '-hide_banner', '-nostdin', '-nostats', '-i', programme, '-af', filter, '-f', 'null', '-']
    add(missing('ffmpeg'), 'ffmpeg_ebur128_peak', 1, ffmpeg('ebur128=peak=true:framelog=verbose'))
    add(missing('ffmpeg'), 'ffmpeg_ebur128_nopeak', 1, ffmpeg('ebur128=framelog=verbose'))
    const why = compileC(place, 'w2ebur.c', 'w2ebur', [], ['-lebur128', '-lm'])
    add(why, 'libebur128_c', 1, [bin('w2ebur'), work])
    add(why, 'libebur128_c_I_only', 1, [bin('w2ebur'), work, 'i'])
    add(missing('loudgain'), 'loudgain', 1, ['loudgain', programme])
  }
  return { programs, absent }
}

/** Reads a file of the workloads that is a module of its own: copied, since its folder may not be a package. */
export async function workloadModule<T>({ bench, work }: Place, file: string): Promise<T> {
  const copy = join(work, file.replaceAll('/', '_'))
  mkdirSync(work, { recursive: true })
  copyFileSync(join(bench, file), copy)
  return (await import(copy)) as T
}
