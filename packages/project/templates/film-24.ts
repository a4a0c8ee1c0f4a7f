import { film } from './parts/film.ts'

export default {
  id: 'film-24',
  order: 6,
  name: 'Film, 24 frames',
  summary: 'Cinema and streaming: dialogue, music, effects and ambience as stems, each with a room of its own, from 01:00:00:00 on.',
  records: () => film('24'),
}
