using System.Net;

namespace Unroll.Text;

/// <summary>Fetches pinned files: into a temporary name first, so that what bears the final name is whole and checked.</summary>
/// <param name="name">The data set, for messages.</param>
/// <param name="handler">Transport; null: the network.</param>
/// <param name="progress">Told the bytes received so far.</param>
sealed class Download(string name, HttpMessageHandler? handler, IProgress<long>? progress)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    long received;

    /// <exception cref="InvalidDataException">The network fails, the file is not the expected one, or it cannot be written.</exception>
    internal async Task FetchAsync(RemoteFile file, string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path)) return;
        string temporary = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await ReceiveAsync(file, temporary, cancellationToken).ConfigureAwait(false);
            using (FileStream content = File.OpenRead(temporary))
            {
                string hash = file.HashOf(content);
                if (hash != file.Hash) throw Failed(file, path, $"its {file.HashName} is {hash}, expected {file.Hash}");
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (HttpRequestException e)
        {
            throw Failed(file, path, e.StatusCode is { } status ? $"the server answered {(int)status}" : DataError.OneLine(e.Message), e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(file, path, $"no answer within {Patience.TotalSeconds} seconds", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(file, path, DataError.OneLine(e.Message), e);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }

    async Task ReceiveAsync(RemoteFile file, string temporary, CancellationToken cancellationToken)
    {
        using HttpClient client = handler is null ? new() : new(handler, disposeHandler: false);
        client.Timeout = Timeout.InfiniteTimeSpan;
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(Patience);
        using HttpResponseMessage response = await client.GetAsync(file.Address, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK) throw new HttpRequestException(null, null, response.StatusCode);
        using Stream content = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        using FileStream target = new(temporary, FileMode.CreateNew, FileAccess.Write);
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            silence.CancelAfter(Patience);
            int read = await content.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            if (read == 0) return;
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            if (target.Length > file.MaximumLength) throw new IOException($"more than the {file.MaximumLength} bytes expected");
            progress?.Report(received += read);
        }
    }

    InvalidDataException Failed(RemoteFile file, string path, string why, Exception? inner = null) =>
        new($"{name}: cannot download {file.Address} ({why}); fetch it by other means and put it at {path}.", inner);
}
