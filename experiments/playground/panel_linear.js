/* The linear model beside the ReLU model, in step on the same batches. */
let study, figures;
const part = {};
const models = [["ReLU model", "relu", "curve"],
    ["Linear model", "linear", "curve other"]];

function draw({ seen, steps, curve }, values) {
    const [relu, linear] = seen, { n, m, optimum } = relu;
    if (!figures || figures[0].n !== n || figures[0].m !== m)
        figures = models.map(([, toy], k) => ({ n, m,
            directions: makeDirections(part[toy], n, m,
                (feature, direction) => study.session.put(k, feature, direction)),
            cells: makeProducts(part[`${toy}Products`], n) }));
    figures.forEach(({ directions, cells }, k) => {
        drawDirections(directions, seen[k], 0.5 / values.p);
        drawProducts(cells, seen[k]);
    });
    drawLoss(part.loss, models.map(([, , mark], k) => curveOf(curve, k, mark)),
        optimum);
    const count = ({ norms }) => norms.filter((norm) => norm > 0.5).length;
    part.numbers.textContent = `step ${steps}; exact loss: ReLU ${short(relu.loss)}, ` +
        `linear ${short(linear.loss)}; best linear map ${short(optimum)}`;
    part.saxe.textContent = wordsOf(linear);
    part.said.textContent = `The ReLU model keeps ${count(relu)} of ${n} features ` +
        `(norm above 1/2), the linear one ${count(linear)}, in ${m} ` +
        (m === 1 ? "dimension." : "dimensions.");
    Object.assign(study.root.dataset, { steps, optimum, relu: relu.loss,
        linear: linear.loss, saxe: linear.saxe,
        W: linear.W, b: linear.b, kept: [count(relu), count(linear)] });
}

function begin(cards, its) {
    study = its;
    for (const [title, toy] of models)
        part[toy] = makePlane(makeCard(cards, title, { class: "card first" }));
    const card = makeCard(cards, "Loss");
    part.numbers = make(card, "div", { class: "numbers" });
    part.loss = makeFigure(card,
        "Loss of training batches of both models against steps");
    const text = make(card, "p", { class: "numbers" });
    make(text, "span", { class: "key on" });
    text.append("ReLU ");
    make(text, "span", { class: "key off" });
    text.append("linear");
    part.saxe = make(card, "p", { class: "numbers" });
    part.said = make(card, "p", { class: "numbers", role: "status" });
    makeNote(card, "The best linear map is known in closed form: what the " +
        "eigenvalues of the data's covariance, weighted by importance, leave beyond " +
        "the m largest (reduced-rank regression, Izenman 1975). Losses of batches " +
        "scatter about the exact ones.");
    for (const [title, toy] of models)
        part[`${toy}Products`] = makeFigure(makeCard(cards, `${title}: products`),
            `${title}: products of directions, and biases`, { class: "products" });
    makeRuns(study.root, "<code>superpose run question.yaml</code> trains both with " +
        "the program.", { experiment: () => experimentOf(
        settingsOf({ ...study.values, toy: "[relu, linear]" }), study.session.steps,
        "What is a ReLU good for?") });
}

panels.push(newStudy({
    name: "linear",
    title: "Linear beside ReLU",
    intro: "Two models, the same batches: x&prime; = W W<sup>T</sup> x + b and the " +
        "same under a ReLU. A linear model can do no better than keep the most " +
        "important features, one in each dimension, as principal components do. The " +
        "ReLU takes away small interference, and so more features fit when they are " +
        "seldom on.",
    letters: ["n", "m", "p", "r", "source", "mode", "d"],
    begin,
    settings: (values) => models.map(([, toy]) => settingsOf({ ...values, toy })),
    draw,
}));
