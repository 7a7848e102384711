# Two features in one dimension: what becomes of the second, trained and in theory.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
features = 2
load system('printf %s "$SUPERPOSE_PLOTS"') . '/phase_panels.gp'
