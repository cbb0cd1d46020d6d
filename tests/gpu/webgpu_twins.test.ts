import '../twin_suite/gradient_suite.ts';
import '../twin_suite/langevin_suite.ts';
import '../twin_suite/lockstep_suite.ts';
import '../twin_suite/score_mixture_suite.ts';
import '../twin_suite/score_network_suite.ts';
import '../twin_suite/training_suite.ts';
