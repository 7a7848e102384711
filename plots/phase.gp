# The phase diagram of the last feature: trained, in theory, and how far the loss is from it.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
features = int(cell('runs --columns source.features', 'source.features'))
load system('printf %s "$SUPERPOSE_PLOTS"') . '/phase_panels.gp'
