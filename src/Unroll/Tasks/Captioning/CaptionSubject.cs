namespace Unroll.Tasks.Captioning;

/// <summary>What a caption is about: a <see cref="Picture"/>, or a <see cref="FeatureGrid"/> that another network made of one.</summary>
public abstract class CaptionSubject
{
    private protected CaptionSubject()
    {
    }
}
