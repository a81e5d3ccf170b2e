using Unroll.Inspection;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Inspection;

/// <summary>The checks that users run: they pass for our cells, and each of them fails for a cell that deserves it.</summary>
public sealed class VerificationTests
{
    [Fact]
    public void The_simple_cell_passes_every_check_and_so_do_parity_and_sizes()
    {
        VerificationCheck[] checks = [.. SelfVerification.Run([CellKind.Rnn], TestContext.Current.CancellationToken)];
        Assert.All(checks, check => Assert.True(check.Passed, check.ToString()));
        Assert.Equal(13 + 5 + 3, checks.Length);
    }

    [Fact]
    public void A_sound_cell_of_ones_own_passes()
    {
        VerificationCheck[] checks = [.. LayerVerification.OfCell("own", (place, random) => new OwnCell(place, random), TestContext.Current.CancellationToken)];
        Assert.All(checks, check => Assert.True(check.Passed, check.ToString()));
    }

    [Theory]
    [InlineData("gradients, one layer")]
    [InlineData("gradients, 2 layers, both directions (Sum)")]
    public void A_wrong_gradient_fails(string check) => AssertFails(check, x => Operation.Run(new WrongGradient(x)));

    [Theory]
    [InlineData("a sequence alone as in a batch")]
    [InlineData("the order of a batch does not matter")]
    public void A_cell_that_looks_at_its_neighbours_fails(string check) => AssertFails(check, x => Operation.Run(new NeighbourAdded(x)));

    [Fact]
    public void A_cell_that_remembers_beside_its_state_fails()
    {
        int steps = 0;
        AssertFails("chunks equal the whole", x => x * (1 + 0.1f * (steps++ % 7)));
    }

    [Fact]
    public void A_cell_that_throws_fails_and_says_why()
    {
        VerificationCheck check = LayerVerification.OfCell("own", (_, _) => throw new NotSupportedException("not yet"), TestContext.Current.CancellationToken).First();
        Assert.Equal((false, "NotSupportedException: not yet"), (check.Passed, check.Detail));
    }

    static void AssertFails(string check, Func<Tensor, Tensor> mistake)
    {
        VerificationCheck found = LayerVerification.OfCell("own", (place, random) => new OwnCell(place, random, mistake), TestContext.Current.CancellationToken)
            .Single(made => made.Name == $"own: {check}");
        Assert.False(found.Passed, found.ToString());
    }

    /// <summary>tanh(W·x + b + h), with a mistake on the way where one is given.</summary>
    sealed class OwnCell(CellPlace place, RandomSource random, Func<Tensor, Tensor>? mistake = null) : Module, IRecurrentCell
    {
        readonly Linear input = new(place.InputSize, place.HiddenSize, random);

        public int InputSize => place.InputSize;

        public IReadOnlyList<int> StateSizes => [place.HiddenSize];

        public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
        {
            Tensor sum = input.Forward(x) + state[0];
            return [(mistake?.Invoke(sum) ?? sum).Tanh()];
        }
    }

    /// <summary>y = x, with a gradient that is 1 % too large.</summary>
    sealed class WrongGradient : Operation
    {
        readonly Tensor x;

        internal WrongGradient(Tensor x)
            : base(x)
        {
            this.x = x;
            NewOutput(x.Shape);
        }

        protected override void Forward() => x.Values.CopyTo(Output.WritableValues);

        protected internal override void Backward()
        {
            Span<float> dx = InputGradient.Of(x);
            for (int i = 0; i < dx.Length; i++)
            {
                dx[i] += 1.01f * Output.Gradient[i];
            }
        }

        protected internal override void Reference(ReferenceValues values) => values[x].CopyTo(values[Output], 0);
    }

    /// <summary>Each row plus a tenth of the row that stands first in the batch.</summary>
    sealed class NeighbourAdded : Operation
    {
        readonly Tensor x;

        internal NeighbourAdded(Tensor x)
            : base(x)
        {
            this.x = x;
            NewOutput(x.Shape);
        }

        protected override void Forward()
        {
            Span<float> y = Output.WritableValues;
            for (int i = 0; i < y.Length; i++)
            {
                y[i] = x.Values[i] + 0.1f * x.Values[i % x.Shape[1]];
            }
        }

        protected internal override void Backward() => throw new NotSupportedException();

        protected internal override void Reference(ReferenceValues values) => throw new NotSupportedException();
    }
}
