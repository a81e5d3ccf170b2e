using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

public class GemmTests
{
    public enum Form
    {
        Plain,
        TransposedB,
        TransposedA,
        Packed,
        PackedTransposed,
    }

    // Every row count of a tile and beyond, half and whole and cut panels, inner dimensions with and without remainders.
    public static TheoryData<Form, int, int, int> Sizes
    {
        get
        {
            TheoryData<Form, int, int, int> sizes = [];
            foreach (Form form in Enum.GetValues<Form>())
            {
                for (int m = 1; m <= 14; m++)
                    sizes.Add(form, m, 5 + m, 40 + m);
                foreach (int n in (int[])[1, 4, 15, 16, 17, 31, 32, 33, 64, 129])
                    sizes.Add(form, n % 5 + 1, 19, n);
                sizes.Add(form, 197, 70, 65);
                sizes.Add(form, 26, 2100, 35);
                sizes.Add(form, 3, 0, 7);
                sizes.Add(form, 0, 3, 7);
            }
            return sizes;
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void A_product_agrees_with_the_definition_on_every_path_and_team(Form form, int m, int k, int n)
    {
        float[] a = KernelCases.Normal(m * k, 1), b = KernelCases.Normal(k * n, 2), start = KernelCases.Normal(m * n, 3);
        double[] product = Definition(form, a, b, m, k, n), sum = new double[m * n];
        for (int i = 0; i < sum.Length; i++)
            sum[i] = product[i] + start[i];
        // 2,100 terms of rounding errors of 6e-8, which add up like a random walk: 50 times one.
        double tolerance = 4e-6;
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            KernelCases.AssertClose(product, Compute(form, a, b, start, m, k, n, Write.Replace, 1), tolerance);
            KernelCases.AssertClose(sum, Compute(form, a, b, start, m, k, n, Write.Add, 1), tolerance);
            foreach (int size in KernelCases.TeamSizes)
            {
                KernelCases.AssertSameBits(
                    Compute(form, a, b, start, m, k, n, Write.Add, 1), Compute(form, a, b, start, m, k, n, Write.Add, size));
            }
        }
        KernelCases.AssertSameBitsOnVectorPaths(() => Compute(form, a, b, start, m, k, n, Write.Add, 2));
    }

    [Fact]
    public void A_row_has_the_same_bits_whatever_rows_stand_beside_it()
    {
        const int k = 77, n = 150;
        float[] a = KernelCases.Normal(40 * k, 4), b = KernelCases.Normal(k * n, 5);
        float[] all = Compute(Form.Plain, a, b, new float[40 * n], 40, k, n, Write.Replace, 1);
        for (int rows = 1; rows < 40; rows++)
        {
            float[] some = Compute(Form.Plain, a[..(rows * k)], b, new float[rows * n], rows, k, n, Write.Replace, 1);
            KernelCases.AssertSameBits(all.AsSpan(0, rows * n), some);
        }
    }

    static float[] Compute(Form form, float[] a, float[] b, float[] start, int m, int k, int n, Write write, int teamSize)
    {
        float[] c = [.. start];
        ThreadTeam team = ThreadTeam.OfSize(teamSize);
        float[] packed = new float[Gemm.PackedLength(k, n)];
        switch (form)
        {
            case Form.Plain:
                Gemm.Multiply(a, b, c, m, k, n, write, team);
                break;
            case Form.TransposedB:
                Gemm.MultiplyTransposedB(a, b, c, m, k, n, write, team);
                break;
            case Form.TransposedA:
                Gemm.MultiplyTransposedA(a, b, c, m, k, n, write, team);
                break;
            case Form.Packed:
                Gemm.Pack(b, packed, k, n, team);
                Gemm.MultiplyPacked(a, packed, c, m, k, n, write, team);
                break;
            case Form.PackedTransposed:
                Gemm.PackTransposed(b, packed, k, n, team);
                Gemm.MultiplyPacked(a, packed, c, m, k, n, write, team);
                break;
        }
        return c;
    }

    static double[] Definition(Form form, float[] a, float[] b, int m, int k, int n)
    {
        bool transposedA = form == Form.TransposedA, transposedB = form is Form.TransposedB or Form.PackedTransposed;
        double[] c = new double[m * n];
        for (int row = 0; row < m; row++)
        {
            for (int column = 0; column < n; column++)
            {
                for (int i = 0; i < k; i++)
                {
                    double left = transposedA ? a[i * m + row] : a[row * k + i];
                    c[row * n + column] += left * (transposedB ? b[column * k + i] : b[i * n + column]);
                }
            }
        }
        return c;
    }
}
