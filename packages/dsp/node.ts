// Loads the compiled kernels in Node.
import { readFileSync } from 'node:fs'

let compiled: WebAssembly.Module | undefined
/** dist/kernels.wasm, compiled once per process. TONMEISTER_KERNELS names another file (the debug build, a partial build). */
export function kernelsModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(process.env.TONMEISTER_KERNELS ?? new URL('../../dist/kernels.wasm', import.meta.url)))
  return compiled
}
