// Each kind of thing on a timeline. A list; the folders say the rest.
export { clips } from './catalog/clips.ts'
