using Unroll.Formats.Onnx;

namespace Unroll.Tests.Formats.Onnx;

/// <summary>The standard equations of the operators in double, unit by unit, as the specification writes them: forward, from zeros.</summary>
/// <param name="x">[steps, batch, inputs].</param>
/// <param name="w">[1, gates · hidden, inputs].</param>
/// <param name="r">[1, gates · hidden, hidden].</param>
/// <param name="b">[1, 2 · gates · hidden]; null for zeros.</param>
/// <param name="p">[1, 3 · hidden]; null for zeros.</param>
sealed class OperatorFormula(OnnxTensor x, OnnxTensor w, OnnxTensor r, OnnxTensor? b = null, OnnxTensor? p = null)
{
    readonly int batch = (int)x.Dimensions[1], inputs = (int)x.Dimensions[2], hidden = (int)r.Dimensions[2], rows = (int)r.Dimensions[1];

    /// <summary>Y, [steps, batch, hidden].</summary>
    internal double[] Outputs(string operation)
    {
        int steps = (int)x.Dimensions[0];
        double[] y = new double[steps * batch * hidden];
        for (int sequence = 0; sequence < batch; sequence++)
        {
            double[] h = new double[hidden], c = new double[hidden];
            for (int t = 0; t < steps; t++)
            {
                h = Step(operation, t, sequence, h, c);
                h.CopyTo(y, (t * batch + sequence) * hidden);
            }
        }

        return y;
    }

    double[] Step(string operation, int t, int sequence, double[] h, double[] c)
    {
        double[] next = new double[hidden], reset = new double[hidden];
        for (int k = 0; k < hidden && operation == "GRU"; k++) reset[k] = Sigmoid(Sum(1, k, t, sequence, h)) * h[k];
        for (int k = 0; k < hidden; k++)
        {
            switch (operation)
            {
                case "RNN":
                    next[k] = Math.Tanh(Sum(0, k, t, sequence, h));
                    break;
                case "GRU":
                    double z = Sigmoid(Sum(0, k, t, sequence, h));
                    next[k] = (1 - z) * Math.Tanh(Sum(2, k, t, sequence, reset)) + z * h[k];
                    break;
                default:
                    double i = Sigmoid(Sum(0, k, t, sequence, h) + Peephole(0, k) * c[k]), f = Sigmoid(Sum(2, k, t, sequence, h) + Peephole(2, k) * c[k]);
                    c[k] = f * c[k] + i * Math.Tanh(Sum(3, k, t, sequence, h));
                    next[k] = Sigmoid(Sum(1, k, t, sequence, h) + Peephole(1, k) * c[k]) * Math.Tanh(c[k]);
                    break;
            }
        }

        return next;
    }

    double Sum(int gate, int unit, int t, int sequence, double[] h)
    {
        int row = gate * hidden + unit;
        double sum = b is null ? 0 : b.Floats[row] + (double)b.Floats[rows + row];
        for (int k = 0; k < inputs; k++) sum += (double)w.Floats[row * inputs + k] * x.Floats[(t * batch + sequence) * inputs + k];
        for (int k = 0; k < hidden; k++) sum += r.Floats[row * hidden + k] * h[k];
        return sum;
    }

    double Peephole(int gate, int unit) => p is null ? 0 : p.Floats[gate * hidden + unit];

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
