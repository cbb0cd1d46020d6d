import { sameBitsSuite } from '../../same_bits_suite.ts';
import { engineOf, ways } from './engines.ts';

const [one, ...others] = ways.map(([, options]) => options);

sameBitsSuite(
  () => engineOf(one!),
  () => Promise.all(others.map(engineOf)),
);
