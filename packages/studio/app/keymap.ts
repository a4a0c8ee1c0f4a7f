// What a key preset must say. Each is a file in keymaps/.

export interface Keymap {
  /** File name. */
  readonly id: string
  /** As its users call the program it comes from. */
  readonly name: string
  /** Keys by command; a command that is not named keeps its own unless another one here has taken them. [] = none. */
  readonly keys: Readonly<Record<string, readonly string[]>>
}
