namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>
/// A blocked OAuth consumer (Metadata API Developer Guide: BlacklistedConsumer). Its key has 8 to 256 characters and
/// can't be changed. Whether the key of an ECA is accepted is UNCONFIRMED; it is here.
/// </summary>
internal sealed class BlacklistedConsumerRules : RecordRules
{
    private const int ShortestKey = 8;
    private const int LongestKey = 256;

    public override void Check(SaveContext save)
    {
        string key = save.Text("consumerKey") ?? "";
        if (key.Length is < ShortestKey or > LongestKey)
        {
            throw save.Problem(
                "INVALID_FIELD",
                $"The consumer key must have {ShortestKey} to {LongestKey} characters",
                "consumerKey"
            );
        }

        if (save.Before is { } before && before.ConsumerKey != key)
        {
            throw save.Problem("INVALID_FIELD", "The consumer key can't be changed", "consumerKey");
        }

        if (save.State.OfType(save.Type.Name).Any(other => other.FullName != save.FullName && other.ConsumerKey == key))
        {
            throw save.Problem("DUPLICATE_VALUE", "The consumer is blocked already", "consumerKey");
        }
    }
}
