namespace EcaTools.Core.Credentials;

/// <summary>One OAuth consumer of an External Client App: the holder of a consumer key and secret. It holds no secret
/// itself.</summary>
public record EcaConsumer
{
    /// <summary>The alias of the org.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>The app's full name.</summary>
    public required string App { get; init; }

    /// <summary>The app's record id (prefix 0xI), 18 characters.</summary>
    public required string AppId { get; init; }

    /// <summary>The consumer's id in the Connect REST API (prefix 888).</summary>
    public required string ConsumerId { get; init; }

    /// <summary>What the org calls the consumer; unique within the app.</summary>
    public required string ConsumerName { get; init; }

    /// <summary>The consumer key (OAuth client id).</summary>
    public required string ConsumerKey { get; init; }

    /// <summary>App and consumer.</summary>
    public sealed override string ToString() => $"{App}/{ConsumerName}";
}
