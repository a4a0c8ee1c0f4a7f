import { film } from './parts/film.ts'

export default {
  id: 'film-24',
  order: 6,
  name: 'Film, 24 frames',
  summary: 'Stems with rooms of their own, from 01:00:00:00, for cinema and streaming.',
  records: () => film('24'),
}
