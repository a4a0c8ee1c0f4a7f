// Kernels: one instance of kernels.wasm on one memory, and an arena that grows only between plans.
// Several instances (threads) may share one memory: they then see the same addresses.

/** Channels that one SIMD register carries. A slot is four lanes of 32-bit float. */
export const LANES = 4
export const SLOT_BYTES = 16
/** Pages of 64 KiB: what the module is linked with. */
const PAGES_MAX = 32_768
/** Static data of the module lies below this address; the arena begins here. */
const ARENA_START = 1 << 20

type Export = (...args: number[]) => number

export class Kernels {
  readonly memory: WebAssembly.Memory
  private readonly exports: Record<string, Export>
  private top = ARENA_START
  /** Beyond this nothing has been written yet: it is zero, and the machine has not had to find memory for it. */
  private highest = ARENA_START
  /** Another instance has laid out and filled this memory: the same allocations give the same addresses and touch nothing. */
  private readonly shares: boolean
  private f32Cache: Float32Array
  private u8Cache: Uint8Array

  /**
   * @param module  kernels.wasm, compiled
   * @param memory  the memory of another instance, to work on the same data from a second thread
   */
  constructor(module: WebAssembly.Module, memory?: WebAssembly.Memory) {
    this.shares = memory !== undefined
    this.memory = memory ?? new WebAssembly.Memory({ initial: 64, maximum: PAGES_MAX, shared: true })
    const abort = () => {
      throw new Error('kernel aborted')
    }
    this.exports = new WebAssembly.Instance(module, { env: { memory: this.memory, abort } }).exports as Record<string, Export>
    this.f32Cache = new Float32Array(this.memory.buffer)
    this.u8Cache = new Uint8Array(this.memory.buffer)
  }

  /** The export `name`, or undefined. */
  find(name: string): Export | undefined {
    return this.exports[name]
  }

  /** The export `name`; a missing one is our mistake. */
  get(name: string): Export {
    const found = this.exports[name]
    if (!found) throw new Error(`kernels.wasm has no '${name}': run npm run build`)
    return found
  }

  /** The whole memory as floats; index = byte address / 4. Fetch again after `allocate`. */
  get f32(): Float32Array {
    if (this.f32Cache.buffer !== this.memory.buffer || this.f32Cache.byteLength !== this.memory.buffer.byteLength)
      this.f32Cache = new Float32Array(this.memory.buffer)
    return this.f32Cache
  }

  /** The whole memory as bytes. Fetch again after `allocate`. */
  get u8(): Uint8Array {
    if (this.u8Cache.buffer !== this.memory.buffer || this.u8Cache.byteLength !== this.memory.buffer.byteLength)
      this.u8Cache = new Uint8Array(this.memory.buffer)
    return this.u8Cache
  }

  /** Zeroed bytes for state, parameters or audio, aligned to 64. Never on the audio path: memory may grow. */
  allocate(bytes: number): number {
    const at = this.top
    this.top += (bytes + 63) & ~63
    const missing = this.top - this.memory.buffer.byteLength
    if (missing > 0) this.memory.grow(Math.ceil(missing / 65_536))
    if (!this.shares && at < this.highest) this.u8.fill(0, at, Math.min(this.top, this.highest))
    this.highest = Math.max(this.highest, this.top)
    return at
  }
  /** Clears bytes that were allocated before. */
  zero(at: number, bytes: number): void {
    if (!this.shares) this.u8.fill(0, at, at + bytes)
  }

  /** Gives back everything allocated since `mark`, or all of it. */
  get mark(): number {
    return this.top
  }
  release(mark: number = ARENA_START): void {
    this.top = mark
  }
}
