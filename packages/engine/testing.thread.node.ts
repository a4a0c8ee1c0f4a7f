// A helping thread of the tests: renders its share of a plan in step with the others.
import { parentPort, workerData } from 'node:worker_threads'
import { Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { joinTeam, type Plan, renderOffline } from './index.ts'
import { type Media, open } from './testing.node.ts'

/** What a helping thread is told. */
export interface ThreadSetup {
  readonly plan: Plan
  readonly media: Media
  readonly memory: WebAssembly.Memory
  readonly shared: SharedArrayBuffer
  readonly index: number
  readonly size: number
  readonly stems: boolean
  readonly to: number
}
const { plan, media, memory, shared, index, size, stems, to } = workerData as ThreadSetup
const kernels = new Kernels(kernelsModule(), memory)
parentPort!.postMessage('here')
const blocks = renderOffline(plan, { kernels, openSource: open(media), team: joinTeam(shared, index, size), stems, to })
while (!blocks.next().done);
