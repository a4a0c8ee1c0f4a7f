// A helping thread: renders its share of a plan in step with the others.
import { parentPort, workerData } from 'node:worker_threads'
import { Kernels } from '@tonmeister/dsp'
import { joinTeam, renderOffline, Stopped } from '@tonmeister/engine'
import { openProject } from '@tonmeister/project/folder.node.ts'
import type { ThreadResult, ThreadSetup } from './render.node.ts'
import { sourcesOf } from './session.ts'

const { plan, memory, module, shared, index, size, projectPath, options } = workerData as ThreadSetup
const project = openProject(projectPath)
parentPort!.postMessage('here')
try {
  const blocks = renderOffline(plan, {
    kernels: new Kernels(module, memory),
    openSource: sourcesOf(project, plan.sampleRate, () => {}),
    team: joinTeam(shared, index, size),
    ...options,
  })
  for (let next = blocks.next(); ; next = blocks.next())
    if (next.done) {
      parentPort!.postMessage({ faults: next.value.faults } satisfies ThreadResult)
      break
    }
} catch (error) {
  if (!(error instanceof Stopped)) throw error
}
