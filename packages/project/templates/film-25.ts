import { film } from './parts/film.ts'

export default {
  id: 'film-25',
  order: 7,
  name: 'Film, 25 frames',
  summary: 'Stems with rooms of their own, from 01:00:00:00, for European television.',
  records: () => film('25'),
}
