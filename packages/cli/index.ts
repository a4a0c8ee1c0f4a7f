// The terminal.
export { main } from './main.ts'
