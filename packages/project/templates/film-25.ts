import { film } from './parts/film.ts'

export default {
  id: 'film-25',
  order: 7,
  name: 'Film, 25 frames',
  summary: 'European television: dialogue, music, effects and ambience as stems, each with a room of its own, from 01:00:00:00 on.',
  records: () => film('25'),
}
