# Three features in two dimensions: what becomes of the third, trained and in theory.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
features = 3
load system('printf %s "$SUPERPOSE_PLOTS"') . '/phase_panels.gp'
