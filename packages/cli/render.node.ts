// Renders a plan, on one thread or several: the same bits.
import { Worker } from 'node:worker_threads'
import { Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { joinTeam, type OfflineBlock, type Plan, type Renderer, renderOffline, TEAM_BYTES } from '@tonmeister/engine'
import type { OpenedProject } from '@tonmeister/project/folder.node.ts'
import { type OnMedia, sourcesOf } from './session.ts'
import { turns } from './terminal.ts'

export interface RenderOptions {
  readonly from?: number
  readonly to?: number
  readonly block?: number
  readonly threads?: number
  readonly stems?: boolean
  /** Called once for every media file that is missing or damaged; the sentence says which and what follows. */
  readonly onMissing: OnMedia
}
/** What a helping thread is told. */
export interface ThreadSetup {
  readonly plan: Plan
  readonly memory: WebAssembly.Memory
  readonly module: WebAssembly.Module
  readonly shared: SharedArrayBuffer
  readonly index: number
  readonly size: number
  readonly projectPath: string
  readonly options: { readonly from?: number; readonly to?: number; readonly block?: number; readonly stems?: boolean }
}

/** What it says at its end: devices that failed on it. */
export interface ThreadResult {
  readonly faults: Renderer['faults']
}

/** Calls `take` with every block in order. @returns the devices that failed, on whichever thread */
export async function renderProject(
  project: OpenedProject,
  plan: Plan,
  options: RenderOptions,
  take: (block: OfflineBlock) => void,
): Promise<Renderer['faults']> {
  const { threads = 1, onMissing, ...rest } = options
  const module = kernelsModule()
  const kernels = new Kernels(module)
  const openSource = sourcesOf(project, plan.sampleRate, onMissing)
  // From source, as tests run it, there is no program for a second thread: one gives the same bits.
  const size = import.meta.url.endsWith('.ts') ? 1 : Math.max(1, Math.min(threads, plan.strips.length))
  if (size === 1) return (await drain(renderOffline(plan, { kernels, openSource, ...rest }), take)).faults

  const shared = new SharedArrayBuffer(TEAM_BYTES)
  const team = joinTeam(shared, 0, size)
  let failure: Error | undefined
  const helpers = Array.from({ length: size - 1 }, (_, i) => {
    const setup: ThreadSetup = {
      plan,
      memory: kernels.memory,
      module,
      shared,
      index: i + 1,
      size,
      projectPath: project.path,
      options: rest,
    }
    const worker = new Worker(new URL('./thread.node.ts', import.meta.url), { workerData: setup })
    worker.on('error', (error) => {
      failure ??= error
      team.stop()
    })
    return worker
  })
  // They start while this thread lays out the memory; without them nothing would come of it.
  await Promise.all(helpers.map((w) => new Promise<void>((resolve) => w.once('message', () => resolve()).once('error', () => resolve()))))
  if (failure) throw failure
  const results = helpers.map(
    (w) =>
      new Promise<Renderer['faults']>((resolve) => {
        w.once('message', ({ faults }: ThreadResult) => resolve(faults)).once('exit', () => resolve([]))
      }),
  )
  try {
    const own = (await drain(renderOffline(plan, { kernels, openSource, team, ...rest }), take)).faults
    return [...own, ...(await Promise.all(results)).flat()]
  } catch (error) {
    team.stop()
    throw failure ?? error
  } finally {
    await Promise.all(helpers.map((w) => w.terminate()))
  }
}
async function drain(blocks: Generator<OfflineBlock, Renderer>, take: (block: OfflineBlock) => void): Promise<Renderer> {
  const turn = turns()
  try {
    for (let next = blocks.next(); ; next = blocks.next()) {
      if (next.done) return next.value
      take(next.value)
      await turn()
    }
  } finally {
    blocks.return(undefined as never)
  }
}
